package io.cairn.shard.segment;

import java.nio.ByteBuffer;

/// What the index knows of a segment: the boot that wrote it; where its batches end; bytes of
/// records that are needed (live shards, and tombstones of records that lie in other segments) and
/// the number of its live shards; whether it is sealed; whether live shards were moved out of it.
record SegmentUse(
        long boot,
        long endBytes,
        long liveBytes,
        long liveShards,
        boolean sealed,
        boolean drained) {
    private static final int BYTES = 34;

    static SegmentUse of(long boot) {
        return new SegmentUse(boot, SegmentHeaderLayout.PAGE_BYTES, 0, 0, false, false);
    }

    /// The part of it that is not needed.
    double deadPart() {
        long bytes = endBytes - SegmentHeaderLayout.PAGE_BYTES;
        return bytes <= 0 ? 1 : 1 - (double) liveBytes / bytes;
    }

    SegmentUse plus(long bytes, long shards) {
        return new SegmentUse(
                boot, endBytes, liveBytes + bytes, liveShards + shards, sealed, drained);
    }

    SegmentUse endingAt(long end, boolean nowSealed) {
        return new SegmentUse(boot, end, liveBytes, liveShards, nowSealed, drained);
    }

    SegmentUse withDrained() {
        return new SegmentUse(boot, endBytes, liveBytes, liveShards, sealed, true);
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(boot)
                .putLong(endBytes)
                .putLong(liveBytes)
                .putLong(liveShards)
                .put((byte) (sealed ? 1 : 0))
                .put((byte) (drained ? 1 : 0))
                .array();
    }

    static SegmentUse fromBytes(byte[] value) {
        ByteBuffer fields = ByteBuffer.wrap(value);
        return new SegmentUse(
                fields.getLong(),
                fields.getLong(),
                fields.getLong(),
                fields.getLong(),
                fields.get() == 1,
                fields.get() == 1);
    }
}
