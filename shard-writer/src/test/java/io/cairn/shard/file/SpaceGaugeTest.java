package io.cairn.shard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.shard.Capacity;
import io.cairn.shard.DriveFullException;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpaceGaugeTest {
    private static final Path ROOT = Path.of("/simulated");

    private final SimulatedDisk disk = new SimulatedDisk(ROOT, new Random(1));
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final SpaceGauge gauge = new SpaceGauge(disk, ROOT, SpaceReserve.DEFAULT, nanos::get);

    @Test
    void capacity_ofADriveThatOthersFill_isSeenWithinASecond() throws IOException {
        gauge.admit(1);
        disk.setUsableBytes(1 << 20);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(gauge.capacity().writable()).isTrue();
        nanos.incrementAndGet();
        assertThat(gauge.capacity().usableBytes()).isEqualTo(1 << 20);
        assertThat(gauge.capacity().writable()).isFalse();
        assertThatThrownBy(() -> gauge.admit(1)).isInstanceOf(DriveFullException.class);
    }

    @Test
    void capacity_ofADriveWithSpaceThatCameBack_isSeenWithinASecond() throws IOException {
        disk.setUsableBytes(1L << 39);
        gauge.admit(1);
        disk.setUsableBytes(1L << 40);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) + 1);
        assertThat(gauge.capacity().usableBytes()).isEqualTo(1L << 40);
    }

    /// The look takes two seconds, in which another asks.
    @Test
    void capacity_whileALookHangs_isWhatWasSeenLast() throws IOException {
        gauge.capacity();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) + 1);
        List<Capacity> meanwhile = new ArrayList<>();
        disk.beforeSpace(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
            disk.beforeSpace(() -> {
                throw new IOException("looked at again");
            });
            meanwhile.add(gauge.capacity());
        });
        disk.setUsableBytes(1L << 38);
        gauge.capacity();
        assertThat(meanwhile).singleElement().returns(1L << 40, Capacity::usableBytes);
    }

    @Test
    void capacity_thatCannotBeSeen_isNoneAndSaidOnceInASecond() throws IOException {
        gauge.capacity();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) + 1);
        disk.beforeSpace(() -> {
            throw new NoSuchFileException("gone");
        });
        assertThatThrownBy(gauge::capacity).isInstanceOf(NoSuchFileException.class);
        assertThat(gauge.capacity().writable()).isFalse();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) + 1);
        assertThatThrownBy(gauge::capacity).isInstanceOf(NoSuchFileException.class);
    }
}
