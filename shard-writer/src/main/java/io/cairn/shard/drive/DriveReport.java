package io.cairn.shard.drive;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What was found at start: whether a new cluster was made; directories of known drives that are
/// not there; drives that were empty and are formatted anew in the place of a known one; drives
/// that joined; and where the drive was that held the log, if another has taken its place.
public record DriveReport(
        boolean formatted,
        List<Path> missing,
        List<Path> replaced,
        List<Path> joined,
        Optional<Path> homeMoved) {
    public DriveReport {
        missing = List.copyOf(missing);
        replaced = List.copyOf(replaced);
        joined = List.copyOf(joined);
    }

    /// Whether shards are missing that have to be healed.
    public boolean degraded() {
        return !missing.isEmpty() || !replaced.isEmpty();
    }
}
