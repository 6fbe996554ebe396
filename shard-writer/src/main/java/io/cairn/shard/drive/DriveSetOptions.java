package io.cairn.shard.drive;

import io.cairn.shard.Drive.DriveThreads;
import io.cairn.shard.file.SpaceReserve;
import java.util.OptionalInt;

/// What the operator may choose for the drives. `parity` empty means: as recorded, or the default
/// for the number of drives. `buffersMax` bounds the direct memory of each drive, 260 KiB each.
public record DriveSetOptions(
        OptionalInt parity, SpaceReserve reserve, DriveThreads threads, int buffersMax) {
    /// What a server uses if it is told nothing.
    public static final DriveSetOptions DEFAULT =
            new DriveSetOptions(
                    OptionalInt.empty(), SpaceReserve.DEFAULT, DriveThreads.DEFAULT, 16);

    /// The same with this parity.
    public DriveSetOptions withParity(int chosen) {
        return new DriveSetOptions(OptionalInt.of(chosen), reserve, threads, buffersMax);
    }
}
