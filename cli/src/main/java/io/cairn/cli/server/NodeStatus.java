package io.cairn.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.api.http.ServerStatus;
import io.cairn.journal.home.LogReserve;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.platform.MonotonicClock;
import io.cairn.shard.Capacity;
import io.cairn.shard.DriveTimes;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.Layout;
import io.cairn.shard.drive.SlowDrives;
import java.util.List;
import java.util.Optional;

/// What the health endpoints tell: whether the fold has caught up and enough drives are there, and
/// how each drive does.
final class NodeStatus implements ServerStatus, AutoCloseable {
    private static final double MICROS_PER_MILLI = 1e3;

    private final DriveSet drives;
    private final MetadataNode metadata;
    private final LogReserve reserve;
    private final SlowDrives slow;
    private final ObjectMapper json = new ObjectMapper();

    NodeStatus(DriveSet drives, MetadataNode metadata, LogReserve reserve, MonotonicClock clock) {
        this.drives = drives;
        this.metadata = metadata;
        this.reserve = reserve;
        this.slow = new SlowDrives(drives.drives(), clock);
    }

    /// The document: how many drives the cluster has, and those that are there.
    record Document(int known, List<DriveLine> drives) {}

    /// One drive; times are those of the last minute, 0 where there were none.
    record DriveLine(
            String id,
            String state,
            boolean home,
            long totalBytes,
            long usableBytes,
            Times writes,
            Times reads) {}

    /// How many there were, and the time that 1 of 100 took longer than.
    record Times(long count, double p99Millis) {}

    void start() {
        slow.start();
    }

    @Override
    public Optional<String> obstacle() {
        if (!metadata.ready()) {
            return Optional.of("the log is being folded, " + metadata.lag() + " records to go");
        }
        Layout layout = drives.layout();
        long there = drives.drives().stream().filter(drive -> !drive.health().lost()).count();
        long lost = layout.drives() - there;
        return lost <= layout.parity()
                ? Optional.empty()
                : Optional.of(
                        "%d of %d drives are lost, no more than %d may be"
                                .formatted(lost, layout.drives(), layout.parity()));
    }

    @Override
    public Optional<String> readOnly() {
        return reserve.refusal();
    }

    @Override
    public String drives() {
        try {
            return json.writeValueAsString(
                    new Document(
                            drives.layout().drives(),
                            drives.drives().stream().map(this::line).toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of numbers and text are always JSON", e);
        }
    }

    private DriveLine line(LocalDrive drive) {
        Capacity capacity = drive.store().capacity();
        DriveTimes.Summary lately = drive.health().times().summary();
        return new DriveLine(
                drive.id().toString(),
                state(drive, capacity),
                drive.home(),
                capacity.totalBytes(),
                capacity.usableBytes(),
                new Times(lately.writes(), lately.writeP99Micros() / MICROS_PER_MILLI),
                new Times(lately.reads(), lately.readP99Micros() / MICROS_PER_MILLI));
    }

    /// The worst that is to be said of a drive.
    private String state(LocalDrive drive, Capacity capacity) {
        if (drive.health().lost()) {
            return "lost";
        }
        if (drive.health().stalled()) {
            return "stalled";
        }
        if (drive.health().failing()) {
            return "failing";
        }
        if (!capacity.writable() || (drive.home() && reserve.refusal().isPresent())) {
            return "full";
        }
        return slow.isSlow(drive) ? "slow" : "ok";
    }

    @Override
    public void close() {
        slow.close();
    }
}
