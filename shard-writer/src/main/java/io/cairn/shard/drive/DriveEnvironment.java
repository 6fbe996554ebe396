package io.cairn.shard.drive;

import io.cairn.platform.MonotonicClock;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.MountPoints;
import java.time.Clock;
import java.util.random.RandomGenerator;

/// What the drives need of the world.
public record DriveEnvironment(
        Disk disk,
        MountPoints mountPoints,
        Clock clock,
        MonotonicClock monotonic,
        RandomGenerator random) {}
