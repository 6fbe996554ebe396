package io.cairn.shard.drive;

import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.segment.SegmentSettings;
import java.util.OptionalInt;

/// What the operator may choose for the drives.
///
/// - `parity`: empty means as recorded, or the default for the number of drives.
/// - `buffersMax`: bounds the direct memory of each drive, twice as many of 520 KiB each.
/// - `indexCacheBytes`: what the indexes of all drives hold in memory together;
///   `indexMemtableBytes` of it may be rows that are not flushed yet.
public record DriveSetOptions(
        OptionalInt parity,
        SpaceReserve reserve,
        DriveThreads threads,
        int buffersMax,
        SegmentSettings segments,
        long indexCacheBytes,
        long indexMemtableBytes) {
    /// What a server uses if it is told nothing.
    public static final DriveSetOptions DEFAULT =
            new DriveSetOptions(
                    OptionalInt.empty(),
                    SpaceReserve.DEFAULT,
                    DriveThreads.DEFAULT,
                    16,
                    SegmentSettings.DEFAULT,
                    32L << 20,
                    16L << 20);

    /// The same with shards of up to so many bytes packed.
    public DriveSetOptions withPackedUpTo(int bytes) {
        return new DriveSetOptions(
                parity,
                reserve,
                threads,
                buffersMax,
                segments.withSmallBytes(bytes),
                indexCacheBytes,
                indexMemtableBytes);
    }

    /// The same with this parity.
    public DriveSetOptions withParity(int chosen) {
        return new DriveSetOptions(
                OptionalInt.of(chosen),
                reserve,
                threads,
                buffersMax,
                segments,
                indexCacheBytes,
                indexMemtableBytes);
    }
}
