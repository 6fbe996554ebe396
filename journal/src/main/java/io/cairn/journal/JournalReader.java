package io.cairn.journal;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads a journal that nobody writes to.
public final class JournalReader {
    private final Disk disk;
    private final JournalFiles files;
    private final JournalTopics topics;

    /// Reads the journal in `directory`, which need not be there.
    public JournalReader(Disk disk, Path directory, JournalIdentity identity) {
        this.disk = disk;
        this.files = new JournalFiles(disk, directory, identity);
        this.topics = identity.topics();
    }

    /// Sees records.
    public interface Visitor {
        void record(JournalRecord record);
    }

    /// Where a journal ends: `proven` was synced for sure, since something was written behind it;
    /// of what lies behind, the records of its `last` write, the sync was not seen to succeed.
    record Tail(
            JournalState state,
            PartitionEnds proven,
            JournalBatch last,
            long first,
            Presence presence) {
        long nextNumber() {
            return presence.nextNumber();
        }

        Set<Long> numbers() {
            return presence.numbers();
        }

        boolean whole() {
            return presence.whole();
        }
    }

    /// Which files that count are there; whether none that held records is missing between them and
    /// all that they hide are gone; and the number of the next.
    private record Presence(Set<Long> numbers, boolean whole, long nextNumber) {}

    /// What the journal holds, found from its last file alone; damage there does not hide it unless
    /// nothing that was written behind is left. Where it hides no more than up to where the journal
    /// went, that is not complete.
    public JournalState state() throws IOException {
        return tail().state();
    }

    Tail tail() throws IOException {
        TreeMap<Long, Optional<JournalHeader>> all = files.headers();
        List<JournalHeader> headers = counting(all);
        if (headers.isEmpty()) {
            PartitionEnds none = new PartitionEnds(topics.slots());
            JournalState state = new JournalState(0, false, none);
            return new Tail(state, none, JournalBatch.empty(topics), 1, presence(all, 1));
        }
        int last = headers.size() - 1;
        while (last > 0 && !begun(headers.get(last))) {
            last--;
        }
        long first = headers.getLast().first();
        TailScan scan = new TailScan(headers.get(last));
        return scan.run(first, presence(all, first), headers.subList(last + 1, headers.size()));
    }

    private Presence presence(TreeMap<Long, Optional<JournalHeader>> all, long first)
            throws IOException {
        long nextNumber = all.isEmpty() ? 1 : all.lastKey() + 1;
        boolean whole = all.headMap(first).isEmpty();
        for (long number = first; number < nextNumber; number++) {
            Optional<JournalHeader> header = all.get(number);
            whole &= header != null && (header.isPresent() || !files.held(number));
        }
        return new Presence(Set.copyOf(all.tailMap(first).keySet()), whole, nextNumber);
    }

    /// The files that can be read and count, in order; also those whose headers are damaged.
    private List<JournalHeader> counting(TreeMap<Long, Optional<JournalHeader>> all)
            throws IOException {
        List<JournalHeader> headers = new ArrayList<>();
        for (Map.Entry<Long, Optional<JournalHeader>> each : all.entrySet()) {
            Optional<JournalHeader> found =
                    each.getValue().isPresent() ? each.getValue() : files.firstBatch(each.getKey());
            found.ifPresent(header -> {
                headers.removeIf(before -> before.number() < header.first());
                headers.add(header);
            });
        }
        return headers;
    }

    private boolean begun(JournalHeader header) throws IOException {
        try (DiskFile file = disk.open(files.path(header.number()))) {
            return new JournalScan(file, header).begun();
        }
    }

    /// Follows the last file from write to write.
    private final class TailScan {
        private final JournalHeader header;
        private final List<ByteBuffer> lastWrite = new ArrayList<>();
        private PartitionEnds ends;
        private PartitionEnds proven;
        private PartitionEnds reached;
        private long end = JournalHeaderLayout.FIRST_BATCH;
        private long generation;
        private boolean complete;

        TailScan(JournalHeader header) {
            this.header = header;
            this.ends = header.ends();
            this.proven = ends;
            this.reached = ends;
            this.generation = header.generation();
            this.complete = header.complete();
        }

        /// `notBegun` are the headers of the files behind, which say what is durable in this one.
        Tail run(long first, Presence presence, List<JournalHeader> notBegun) throws IOException {
            try (DiskFile file = disk.open(files.path(header.number()))) {
                JournalScan scan = new JournalScan(file, header);
                long damage = scan.untilDamage(this::batch);
                long inDoubt = scan.behind(damage, (frame, payload) -> said(frame));
                complete &= end >= inDoubt;
            }
            PartitionEnds held = reached.move(header.topics(), topics);
            notBegun.forEach(each -> held.raise(each.ends().move(each.topics(), topics)));
            JournalBatch.Builder last = new JournalBatch.Builder(topics);
            for (ByteBuffer payload : lastWrite) {
                JournalRecords.visit(payload, header.topics(), last::addIfNew);
            }
            return new Tail(
                    new JournalState(generation, complete, held),
                    proven.move(header.topics(), topics),
                    last.build(),
                    first,
                    presence);
        }

        private void batch(JournalFrame frame, ByteBuffer payload) {
            if (frame.writtenWith() == frame.offset()) {
                proven = ends;
                lastWrite.clear();
            }
            lastWrite.add(ByteBuffer.allocate(payload.limit()).put(payload.duplicate()).flip());
            ends = frame.ends();
            said(frame);
        }

        private void said(JournalFrame frame) {
            generation = frame.generation();
            complete = frame.complete();
            reached = frame.ends();
            end = frame.end();
        }
    }

    /// Shows every record that is whole and may lie at or behind `from` (an offset per slot), in
    /// the order in which they were written. Records of one partition come in the log's order, but
    /// some may come twice, and damaged ones are left out. Returns up to where the batches that
    /// were read say that the journal went.
    public PartitionEnds read(long[] from, Visitor visitor) throws IOException {
        List<JournalHeader> wanted = new ArrayList<>();
        PartitionEnds reached = new PartitionEnds(topics.slots());
        for (JournalHeader header : counting(files.headers())) {
            if (begun(header)) {
                if (reaches(from, header)) {
                    wanted.clear();
                }
                wanted.add(header);
            } else {
                reached.raise(header.ends().move(header.topics(), topics));
            }
        }
        for (JournalHeader header : wanted) {
            PartitionEnds inFile = header.ends().copy();
            try (DiskFile file = disk.open(files.path(header.number()))) {
                new JournalScan(file, header)
                        .all((frame, payload) -> {
                            inFile.raise(frame.ends());
                            JournalRecords.visit(payload, header.topics(), visitor);
                        });
            }
            reached.raise(inFile.move(header.topics(), topics));
        }
        return reached;
    }

    /// Whether all that the files before held lies before `from`, or is repeated by the first batch
    /// of this one, which is whole.
    private boolean reaches(long[] from, JournalHeader header) throws IOException {
        PartitionEnds ends = header.ends().move(header.topics(), topics);
        for (int slot = 0; slot < from.length; slot++) {
            if (ends.offset(slot) > from[slot]) {
                return false;
            }
        }
        try (DiskFile file = disk.open(files.path(header.number()))) {
            return new JournalScan(file, header).beginsWhole();
        }
    }
}
