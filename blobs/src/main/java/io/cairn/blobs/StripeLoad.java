package io.cairn.blobs;

import io.cairn.platform.ByteSink;
import java.io.IOException;

/// The wanted part of a stripe with the buffer it is read into. Used by one thread; [#release] it
/// once.
final class StripeLoad {
    private final StripeRead read;
    private final ReadEnvironment environment;
    private final int pieceBytes;
    private boolean pooled;
    private boolean running;
    private boolean released;

    /// The read's target came from the environment's buffers, or `pieceBytes` were taken of its
    /// budget for it, or neither.
    StripeLoad(StripeRead read, boolean pooled, int pieceBytes, ReadEnvironment environment) {
        this.read = read;
        this.pooled = pooled;
        this.pieceBytes = pieceBytes;
        this.environment = environment;
    }

    /// Begins to read.
    void begin() {
        running = true;
        read.start();
    }

    /// Waits for what was begun, and repairs. Throws [BlobUnavailableException] if too few shards
    /// are good.
    void finish(StripeRepair repair) throws IOException {
        await();
        int lost = read.lost();
        if (lost != 0) {
            repair.repair(read, lost);
        }
    }

    /// The number of content bytes.
    int length() {
        return read.part().length();
    }

    void writeTo(ByteSink out) throws IOException {
        out.write(read.target().slice(0, length()));
    }

    /// Gives the buffer back, once no drive writes to it any more.
    void release() {
        if (!released) {
            released = true;
            environment.budget().givePiece(pieceBytes);
        }
        if (running) {
            try {
                await();
            } catch (IOException e) {
                return;
            }
        }
        if (pooled) {
            pooled = false;
            environment.buffers().give(read.target());
        }
    }

    /// Waits; a pooled buffer is left to threads that hang.
    private void await() throws IOException {
        running = false;
        boolean ended = false;
        try {
            ended = read.await(environment.limits().stallMillis());
        } finally {
            if (!ended && pooled) {
                pooled = false;
                environment.buffers().forfeit();
            }
        }
    }
}
