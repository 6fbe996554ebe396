package io.cairn.api.payload;

import io.cairn.api.error.S3Error;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The body of a request, which is given up if it comes too slowly while others wait.
///
/// A request may hold buffers for as long as its body takes. While nobody waits for them a client
/// may be as slow as it likes, if it sends anything at all. Once somebody waits, a body that came
/// at less than [#BYTES_PER_SECOND_MIN] on average over the last [#WINDOW], or over the one before
/// if that is not full, ends with RequestTimeout. Only the time spent waiting for the client
/// counts.
final class PacedBody extends InputStream {
    static final Duration WINDOW = Duration.ofSeconds(5);
    static final long BYTES_PER_SECOND_MIN = 16 << 10;

    private final InputStream body;
    private final BooleanSupplier contended;
    private final LongSupplier nanoTime;
    private long waitedNanos;
    private long readBytes;
    private boolean slow;

    /// `contended` tells whether other requests wait; `nanoTime` is the clock.
    PacedBody(InputStream body, BooleanSupplier contended, LongSupplier nanoTime) {
        this.body = body;
        this.contended = contended;
        this.nanoTime = nanoTime;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long start = nanoTime.getAsLong();
        int read = body.read(bytes, offset, length);
        waitedNanos += nanoTime.getAsLong() - start;
        readBytes += Math.max(read, 0);
        if (waitedNanos >= WINDOW.toNanos()) {
            long waitedMillis = Duration.ofNanos(waitedNanos).toMillis();
            slow = readBytes < BYTES_PER_SECOND_MIN * waitedMillis / 1000;
            waitedNanos = 0;
            readBytes = 0;
        }
        if (read >= 0 && slow && contended.getAsBoolean()) {
            throw S3Error.RequestTimeout.exception();
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
