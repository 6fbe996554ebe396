package io.cairn.shard.segment;

import io.cairn.shard.ShardStore.Completion;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Waits for one completion.
final class Waiter implements Completion {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable IOException failure;

    @Override
    public void ended(@Nullable IOException cause) {
        failure = cause;
        done.countDown();
    }

    /// Returns when it has ended well; throws what it failed with.
    void await() throws IOException {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the drive");
        }
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("cannot append to the drive's segments: " + cause, cause);
        }
    }
}
