package io.cairn.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Moves large content, stripe by stripe, into a write. Holds one buffer, and a second one if it is
/// to be had: then the next stripe is read while the last one is hashed and written.
final class StripePump implements AutoCloseable {
    private final InputStream content;
    private final BlobLimits limits;
    private final StripeBuffers<byte[]> buffers;
    private byte[] current;
    private int filled;
    private byte @Nullable [] other;

    /// Takes over `first`, which came from `buffers` and holds `filled` bytes of the content.
    StripePump(
            InputStream content,
            byte[] first,
            int filled,
            BlobLimits limits,
            StripeBuffers<byte[]> buffers) {
        this.content = content;
        this.current = first;
        this.filled = filled;
        this.limits = limits;
        this.buffers = buffers;
    }

    /// Reads the content to its end; when this returns all stripes are written and hashed.
    void run(BlobWrite write, BlobStore.ContentHash hash, ExecutorService hashers)
            throws IOException {
        fill();
        while (filled == limits.stripeBytes()) {
            if (other == null) {
                other = buffers.tryTake();
            }
            byte[] spare = other;
            if (spare == null) {
                writeAlone(write, hash);
            } else {
                writeWhileReading(write, hash, hashers, spare);
            }
        }
        write.start(current, filled, true);
        hash.update(current, 0, filled);
        write.await();
    }

    @Override
    public void close() {
        buffers.give(current);
        if (other != null) {
            buffers.give(other);
        }
    }

    private void writeAlone(BlobWrite write, BlobStore.ContentHash hash) throws IOException {
        write.start(current, filled, false);
        hash.update(current, 0, filled);
        write.await();
        filled = 0;
        fill();
    }

    private void writeWhileReading(
            BlobWrite write, BlobStore.ContentHash hash, ExecutorService hashers, byte[] spare)
            throws IOException {
        byte[] full = current;
        int length = filled;
        write.start(full, length, false);
        Future<?> hashed = hashers.submit(() -> hash.update(full, 0, length));
        boolean read = false;
        try {
            other = full;
            current = spare;
            filled = 0;
            fill();
            read = true;
        } finally {
            join(hashed, read);
        }
        write.await();
    }

    private void fill() throws IOException {
        filled += content.readNBytes(current, filled, limits.stripeBytes() - filled);
    }

    /// Waits for the hash even if the read failed: the buffer goes back to the pool after this.
    private static void join(Future<?> hashed, boolean read) {
        boolean interrupted = false;
        while (true) {
            try {
                hashed.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                if (read) {
                    throw new IllegalStateException("the content could not be hashed", e);
                }
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
