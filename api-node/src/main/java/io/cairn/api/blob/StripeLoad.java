package io.cairn.api.blob;

import java.io.IOException;
import java.io.OutputStream;

/// The wanted part of a stripe with the buffer it is read into. A small part is read by [#finish]
/// on the caller's thread into an array of its own; a large one on the drives' threads from
/// [#begin] on, into a pooled array. Used by one thread; [#release] it once.
final class StripeLoad {
    private final ReadEnvironment environment;
    private final boolean small;
    private StripeRead read;
    private boolean pooled;
    private boolean running;

    /// With `pooled`, the read's target came from the environment's buffers.
    StripeLoad(StripeRead read, boolean small, boolean pooled, ReadEnvironment environment) {
        this.read = read;
        this.small = small;
        this.pooled = pooled;
        this.environment = environment;
    }

    /// Begins to read, unless the part is small.
    void begin() {
        if (!small) {
            running = true;
            read.start();
        }
    }

    /// Reads or waits, and repairs. Throws [BlobUnavailableException] if too few shards are good.
    void finish(StripeRepair repair) throws IOException {
        if (small) {
            read.readHere();
        } else {
            boolean ended = read.await(environment.limits().stallMillis());
            running = false;
            if (!ended) {
                readAgain();
            }
        }
        int lost = read.lost();
        if (lost != 0) {
            repair.repair(read, lost);
        }
    }

    /// The number of content bytes.
    int length() {
        return read.part().length();
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(read.target(), 0, length());
    }

    /// Gives the buffer back, once no drive writes to it any more.
    void release() {
        boolean ended = true;
        if (running) {
            running = false;
            try {
                ended = read.await(environment.limits().stallMillis());
            } catch (IOException e) {
                ended = false;
            }
        }
        if (pooled && ended) {
            environment.buffers().give(read.target());
        } else if (pooled) {
            environment.buffers().forfeit();
        }
        pooled = false;
    }

    /// Leaves the old target to the threads that hang and reads into a new one.
    private void readAgain() throws IOException {
        if (pooled) {
            environment.buffers().forfeit();
            pooled = false;
        }
        read = read.into(new byte[length()]);
        read.readHere();
    }
}
