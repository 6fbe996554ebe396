package io.cairn.shard.segment;

import io.cairn.platform.Check;
import io.cairn.shard.format.BlockBuffers;
import io.cairn.shard.format.Blocks;
import io.cairn.shard.format.ShardHeaderCodec;

/// The settings of packed shards, for each drive.
///
/// - `smallBytes`: shards of up to so many data bytes are packed; larger ones get a file each.
/// - `segmentBytes`: no batch is begun that would make a segment longer. Large enough that rolling
///   costs nothing, small enough that compaction rewrites little at a time.
/// - `batchBytes`: the most that is written with one sync, and the size of each of the two buffers
///   in which callers lay out their records; a caller waits when one is full and the other being
///   written.
/// - `recordsMax`: the most records of a batch, and of tombstones that wait for someone to need
///   them durable.
/// - `fillBytes`: by how much a segment is lengthened with zeros when small batches reach its end:
///   overwriting them needs no change of the file's metadata, which makes a sync of 4 KiB about
///   twice as fast on ext4. Larger batches lengthen the file themselves; writing everything twice
///   would cost more than it saves.
/// - `flushBytes`: the index is flushed after so many bytes; as many are scanned after a crash.
/// - `openFilesMax`: segment files that are kept open for reading.
/// - `deadPart`: segments of which at least this part is dead are compacted.
/// - `compactionBytesPerSecond`: how fast compaction reads at most.
public record SegmentSettings(
        int smallBytes,
        long segmentBytes,
        Batches batches,
        long flushBytes,
        int openFilesMax,
        Compaction compaction) {
    /// The most that `smallBytes` may be: a record fits into one buffer of [BlockBuffers].
    public static final int SMALL_BYTES_MAX = 512 << 10;

    /// What a server uses if it is told nothing.
    public static final SegmentSettings DEFAULT =
            new SegmentSettings(
                    256 << 10,
                    256L << 20,
                    new Batches(1 << 20, 1024, 1 << 20),
                    64L << 20,
                    256,
                    new Compaction(0.5, 64L << 20));

    public SegmentSettings {
        Check.argument(
                smallBytes >= 0 && payloadBytesMax(smallBytes) <= BlockBuffers.BYTES,
                "small shards of up to %d bytes",
                smallBytes);
        Check.argument(
                batches.bytes()
                        >= BatchLayout.BYTES
                                + RecordLayout.recordBytes((int) payloadBytesMax(smallBytes)),
                "batches of %d bytes",
                batches.bytes());
        Check.argument(
                segmentBytes >= SegmentHeaderLayout.PAGE_BYTES + 2L * batches.bytes()
                        && segmentBytes <= 1L << 30,
                "segments of %d bytes",
                segmentBytes);
    }

    /// The same for shards of up to so many bytes. Those written under another limit stay as they
    /// are until they are healed or deleted: where a shard lies follows from the index.
    public SegmentSettings withSmallBytes(int bytes) {
        return new SegmentSettings(
                bytes, segmentBytes, batches, flushBytes, openFilesMax, compaction);
    }

    private static long payloadBytesMax(int smallBytes) {
        return ShardHeaderCodec.BYTES_MAX + Blocks.storedBytes(smallBytes);
    }

    /// How records are gathered; see above.
    public record Batches(int bytes, int recordsMax, int fillBytes) {}

    /// When and how fast space is won back; see above.
    public record Compaction(double deadPart, long bytesPerSecond) {}
}
