package io.cairn.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The wanted part of one stripe while it is read from the data shards: bytes `from` to `to` of the
/// stripe's content, which land at the start of `target`. Only the units, and of them the blocks,
/// that hold wanted bytes are read.
final class StripeRead {
    private final Striping striping;
    private final Part part;
    private final int unitBytes;
    private final ShardReads reads;
    private ByteBuffer target;

    StripeRead(ShardSources sources, Striping striping, Part part, ByteBuffer target) {
        this.striping = striping;
        this.part = part;
        this.target = target;
        this.unitBytes = striping.unitBytes(part.contentBytes());
        this.reads = new ShardReads(sources, lastUnit() - firstUnit() + 1);
    }

    Part part() {
        return part;
    }

    ByteBuffer target() {
        return target;
    }

    /// Begins to read the units.
    void start() {
        for (int unit = firstUnit(); unit <= lastUnit(); unit++) {
            int from = wantedFrom(unit);
            long position = striping.shardOffset(part.stripe()) + from;
            reads.begin(unit, position, target, targetOffset(unit), wantedTo(unit) - from);
        }
    }

    /// Waits for the units; false if some take too long. The target is then another buffer: threads
    /// that hang may still write to the old one.
    boolean await(long stallMillis) throws IOException {
        boolean ended = reads.await(stallMillis);
        if (!ended) {
            target = ByteBuffer.allocate(part.length()).put(0, target, 0, part.length());
        }
        return ended;
    }

    /// The wanted units that could not be read, as a bit mask.
    int lost() {
        int wanted = (2 << lastUnit()) - (1 << firstUnit());
        return wanted & ~reads.good();
    }

    /// Where in unit `unit` its wanted bytes begin.
    int wantedFrom(int unit) {
        return Math.max(part.from() - unit * unitBytes, 0);
    }

    /// Where in unit `unit` its wanted bytes end.
    int wantedTo(int unit) {
        return Math.min(part.to() - unit * unitBytes, unitBytes);
    }

    /// Where in the target the wanted bytes of `unit` begin.
    int targetOffset(int unit) {
        return unit * unitBytes + wantedFrom(unit) - part.from();
    }

    private int firstUnit() {
        return part.from() / unitBytes;
    }

    private int lastUnit() {
        return (part.to() - 1) / unitBytes;
    }

    /// Bytes `from` to `to` of a stripe that holds `contentBytes`.
    record Part(long stripe, int contentBytes, int from, int to) {
        int length() {
            return to - from;
        }
    }
}
