package io.cairn.cli.server;

import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.MountPoints;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/// What the server takes from the world: time (the wall clock is that of `ids`), chance, disks,
/// processors and environment variables.
public record ServerEnvironment(
        TimeOrderedIds ids,
        MonotonicClock monotonic,
        SecureRandom random,
        Disk disk,
        MountPoints mountPoints,
        int processors,
        Map<String, String> variables) {
    public ServerEnvironment {
        variables = Map.copyOf(variables);
    }

    /// This machine, read through `clock`.
    public static ServerEnvironment of(Clock clock, Map<String, String> variables) {
        SecureRandom random = new SecureRandom();
        return new ServerEnvironment(
                new TimeOrderedIds(clock, random),
                MonotonicClock.SYSTEM,
                random,
                new FileSystemDisk(),
                MountPoints.ofFileSystem(),
                Runtime.getRuntime().availableProcessors(),
                variables);
    }
}
