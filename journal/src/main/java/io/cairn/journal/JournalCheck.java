package io.cairn.journal;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Looks for damage in a journal, which may be written meanwhile, so that it is found while the log
/// is there to repair it. What a torn write left is no damage: the next file repeats what counts of
/// it.
public final class JournalCheck {
    private final Disk disk;
    private final JournalFiles files;
    private final JournalTopics topics;
    private final Pace pace;

    JournalCheck(Disk disk, JournalFiles files, JournalTopics topics, Pace pace) {
        this.disk = disk;
        this.files = files;
        this.topics = topics;
        this.pace = pace;
    }

    /// Says how fast may be read.
    public interface Pace {
        /// Waits until so many bytes may be read. Throws [java.io.InterruptedIOException] if nobody
        /// wants to know any more.
        void spend(long bytes) throws IOException;
    }

    /// Reads all files that were there when `written` was the last write; what is damaged, if
    /// anything is.
    Optional<String> run(Journal.Written written) throws IOException {
        List<JournalHeader> headers = new ArrayList<>();
        for (long number : new TreeSet<>(files.numbers())) {
            if (number <= written.number() && files.held(number)) {
                Optional<JournalHeader> header = files.header(number);
                if (header.isEmpty() || !files.hasBothHeaders(number)) {
                    return Optional.of(files.path(number) + " has a damaged header");
                }
                headers.add(header.get());
            }
        }
        for (int i = 0; i < headers.size(); i++) {
            boolean whole =
                    i == headers.size() - 1
                            ? isWholeUntil(written.end(), headers.get(i))
                            : isWholeBefore(headers.get(i + 1), headers.get(i));
            if (!whole) {
                return Optional.of(files.path(headers.get(i).number()) + " holds a damaged batch");
            }
        }
        return Optional.empty();
    }

    /// Whether the file that is written is whole up to `end`.
    private boolean isWholeUntil(long end, JournalHeader header) throws IOException {
        try (DiskFile file = disk.open(files.path(header.number()))) {
            return new JournalScan(file, header, pace).untilDamage((frame, payload) -> {}) >= end;
        }
    }

    /// Whether a file holds all that the header of the `next` says was durable by then.
    private boolean isWholeBefore(JournalHeader next, JournalHeader header) throws IOException {
        PartitionEnds reached = header.ends().copy();
        try (DiskFile file = disk.open(files.path(header.number()))) {
            JournalScan scan = new JournalScan(file, header, pace);
            long damage = scan.untilDamage((frame, payload) -> reached.raise(frame.ends()));
            long behind = scan.behind(damage, (frame, payload) -> {});
            PartitionEnds wanted = next.ends().move(next.topics(), topics);
            return behind <= damage && reached.move(header.topics(), topics).reach(wanted);
        }
    }
}
