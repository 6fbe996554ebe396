package io.cairn.journal.kafka;

import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// The drives whose journals are not written: those that may be taken, those that rest after a
/// failure, and those that are gone. None is taken while what wrote to its journal before has not
/// ended: it may hang, and wake up in the middle of what is written then. Used by one thread.
final class SpareDrives {
    private final MonotonicClock clock;
    private final List<Resting> drives = new ArrayList<>();
    private final Set<String> lost = new HashSet<>();

    /// A drive to take, whose journal has to be filled from the first record on if `anew`.
    record Spare(JournalDrive drive, boolean anew) {}

    /// A drive that may be taken from a time on, once it is `free`.
    private record Resting(Spare spare, BooleanSupplier free, long fromNanos) {
        boolean ready(long now) {
            return now - fromNanos >= 0 && free.getAsBoolean();
        }
    }

    /// Drives that may be taken, in this order.
    SpareDrives(List<JournalDrive> drives, MonotonicClock clock) {
        this.clock = clock;
        for (JournalDrive drive : drives) {
            rest(drive, () -> true, Duration.ZERO);
        }
    }

    /// Has a drive rest for `time`, and until it is `free`.
    void rest(JournalDrive drive, BooleanSupplier free, Duration time) {
        add(new Spare(drive, false), free, time);
    }

    /// The same for one whose journal could not be filled.
    void rest(JournalFill fill, Duration time) {
        add(new Spare(fill.drive(), fill.anew()), fill::ended, time);
    }

    /// Offers a drive whose journal is of no use as it is.
    void fillAnew(JournalDrive drive, BooleanSupplier free) {
        add(new Spare(drive, true), free, Duration.ZERO);
    }

    /// Gives back what was taken last: it is the first to be taken again.
    void putBack(Spare spare) {
        drives.addFirst(new Resting(spare, () -> true, clock.nanos()));
    }

    private void add(Spare spare, BooleanSupplier free, Duration time) {
        drives.add(new Resting(spare, free, clock.nanos() + time.toNanos()));
    }

    /// The drive of this name is gone.
    void lose(String name) {
        lost.add(name);
    }

    /// A drive is there again, with nothing on it.
    void renew(JournalDrive drive) {
        lost.remove(drive.name());
        BooleanSupplier free = () -> true;
        for (Resting each : List.copyOf(drives)) {
            if (each.spare().drive().name().equals(drive.name())) {
                free = each.free();
                drives.remove(each);
            }
        }
        fillAnew(drive, free);
    }

    /// Takes the first that may be.
    Optional<Spare> next() {
        for (Resting each : drives) {
            if (each.ready(clock.nanos()) && !lost.contains(each.spare().drive().name())) {
                drives.remove(each);
                return Optional.of(each.spare());
            }
        }
        return Optional.empty();
    }
}
