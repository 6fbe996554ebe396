package io.cairn.journal.kafka;

import io.cairn.journal.kafka.DriveJournal.State;
import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The journals of all drives, in the order in which they are taken. Used by the follower's thread
/// only.
final class DriveJournals {
    private final MonotonicClock clock;
    private final List<DriveJournal> all = new ArrayList<>();

    DriveJournals(List<JournalDrive> drives, MonotonicClock clock) {
        this.clock = clock;
        drives.forEach(drive -> all.add(new DriveJournal(drive, clock)));
    }

    /// Those that may be taken now.
    List<DriveJournal> ready() {
        return all.stream().filter(DriveJournal::isReady).toList();
    }

    /// Those that are written to while the log goes on.
    List<DriveJournal> following() {
        return all.stream().filter(each -> each.state() instanceof State.Following).toList();
    }

    /// The same, as what is written.
    List<FollowedJournal> followed() {
        List<FollowedJournal> followed = new ArrayList<>();
        for (DriveJournal each : all) {
            if (each.state() instanceof State.Following(FollowedJournal journal)) {
                followed.add(journal);
            }
        }
        return followed;
    }

    /// Those that are filled.
    List<JournalFill> fills() {
        List<JournalFill> fills = new ArrayList<>();
        for (DriveJournal each : all) {
            if (each.state() instanceof State.Filling(JournalFill fill)) {
                fills.add(fill);
            }
        }
        return fills;
    }

    /// The one that `fill` fills; empty if that was given up.
    Optional<DriveJournal> of(JournalFill fill) {
        return all.stream()
                .filter(each ->
                        each.state() instanceof State.Filling(JournalFill own) && own == fill)
                .findFirst();
    }

    /// The one on the drive of this name.
    Optional<DriveJournal> of(String name) {
        return all.stream().filter(each -> each.drive().name().equals(name)).findFirst();
    }

    /// Has one rest; those that are ready are taken before it.
    void rest(DriveJournal journal, boolean anew, Duration time) {
        journal.rest(anew, time);
        all.remove(journal);
        all.add(journal);
    }

    /// A drive is there again, with nothing on it.
    void renew(JournalDrive drive) {
        DriveJournal journal = of(drive.name()).orElseGet(() -> new DriveJournal(drive, clock));
        journal.renew(drive);
        all.remove(journal);
        all.add(journal);
    }
}
