package io.cairn.cli.registry;

import io.cairn.platform.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Reads the bodies of requests into memory: short ones at once, and of the others so many at a
/// time. Most schemas are short, so those who let long ones wait keep few from being served.
final class RegistryBodies {
    private static final int CHUNK_BYTES = 4 * 1024;

    private final RegistryLimits limits;
    private final Semaphore longOnes;

    RegistryBodies(RegistryLimits limits) {
        this.limits = limits;
        this.longOnes = new Semaphore(limits.longBodiesAtOnce(), true);
    }

    /// The body as text. Throws [RegistryFailure] if it is too long or takes too long.
    String read(HttpRequest request) throws IOException {
        if (request.contentLength().orElse(0) > limits.schemaBytesMax()) {
            throw tooLarge();
        }
        long deadlineNanos = System.nanoTime() + limits.bodyPatience().toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        InputStream in = request.body();
        if (!readUpTo(in, body, limits.shortBytesMax(), deadlineNanos)) {
            acquire();
            try {
                if (!readUpTo(in, body, limits.schemaBytesMax(), deadlineNanos)) {
                    throw tooLarge();
                }
            } finally {
                longOnes.release();
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /// Whether the body ends before it is longer than `max`.
    private static boolean readUpTo(
            InputStream in, ByteArrayOutputStream body, int max, long deadlineNanos)
            throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        while (body.size() <= max) {
            int read = in.read(chunk);
            if (read < 0) {
                return true;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new RegistryFailure(RegistryError.BUSY, "The body took too long to arrive");
            }
            body.write(chunk, 0, read);
        }
        return false;
    }

    private void acquire() {
        try {
            if (!longOnes.tryAcquire(limits.bodyPatience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RegistryFailure(RegistryError.BUSY, "Too many long requests at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure(RegistryError.BUSY, "Interrupted");
        }
    }

    private static RegistryFailure tooLarge() {
        return new RegistryFailure(RegistryError.TOO_LARGE, "Schema is too large");
    }
}
