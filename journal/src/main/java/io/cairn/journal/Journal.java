package io.cairn.journal;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The copy of the log on one drive, as it is written: files that are appended to, each of which
/// says in its header what those before it hold.
///
/// Invariants:
/// - what [#append] was given is durable when it returns;
/// - a new file is begun only when all of the one before is durable; a file that another process
///   left is never appended to, and its last write, whose sync nobody saw succeed, is repeated with
///   the first write to the next;
/// - nothing is written behind a write or sync that failed;
/// - nothing counts as appended while one of the files is gone: what is written to a file that was
///   removed is nowhere;
/// - the records of a partition follow each other without a gap, unless its topic is compacted;
/// - every batch says up to where the journal goes with it, so that damage never hides that.
///
/// Used by one thread at a time, but for [#damage].
public final class Journal implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Disk disk;
    private final Path directory;
    private final JournalIdentity identity;
    private final JournalSettings settings;
    private final RandomGenerator random;
    private final JournalFiles files;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private PartitionEnds durable;
    private @Nullable JournalBatch repeated;
    private long first = 1;
    private long nextNumber;
    private @Nullable Active active;
    private final NavigableSet<Long> numbers = new TreeSet<>();
    private boolean whole = true;
    private boolean failed;
    private volatile @Nullable Written written;

    /// Where the last write that is durable ends: in which file, at which position.
    record Written(long number, long end) {}

    /// The file that is appended to.
    private static final class Active {
        final DiskFile file;
        final long number;
        final long salt;
        long position = JournalHeaderLayout.FIRST_BATCH;
        long length = JournalHeaderLayout.FIRST_BATCH;

        Active(DiskFile file, long number, long salt) {
            this.file = file;
            this.number = number;
            this.salt = salt;
        }
    }

    private Journal(
            Disk disk,
            Path directory,
            JournalIdentity identity,
            JournalSettings settings,
            RandomGenerator random) {
        this.disk = disk;
        this.directory = directory;
        this.identity = identity;
        this.settings = settings;
        this.random = random;
        this.files = new JournalFiles(disk, directory, identity);
        this.durable = new PartitionEnds(identity.topics().slots());
    }

    /// Makes the directory of a journal, whose parent is there. Durable. Nothing else makes it:
    /// once it is gone, so is the drive that it was on.
    public static void make(Disk disk, Path directory) throws IOException {
        disk.createDirectory(directory);
        disk.syncDirectory(Objects.requireNonNull(directory.toAbsolutePath().getParent()));
    }

    /// Opens the journal in `directory`. Changes nothing.
    public static Journal open(
            Disk disk,
            Path directory,
            JournalIdentity identity,
            JournalSettings settings,
            RandomGenerator random)
            throws IOException {
        Journal journal = new Journal(disk, directory, identity, settings, random);
        JournalReader.Tail tail = new JournalReader(disk, directory, identity).tail();
        journal.durable = tail.proven();
        journal.repeated = tail.last();
        journal.first = tail.first();
        journal.nextNumber = tail.nextNumber();
        journal.numbers.addAll(tail.numbers());
        journal.whole = tail.whole();
        return journal;
    }

    /// Whether all files are there that hold what it says that it has, and none that it hides, as
    /// [#clear] leaves them when it breaks off. If not, it has to be cleared before anything is
    /// appended.
    public boolean whole() {
        return whole;
    }

    /// Whether there is no file that could hold anything.
    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    /// Up to where the journal goes: what has to be appended next. All of it is durable once
    /// something was appended.
    public PartitionEnds ends() {
        PartitionEnds ends = durable.copy();
        if (repeated != null) {
            ends.raise(repeated.ends());
        }
        return ends;
    }

    /// Appends batches in one write. All is durable when this returns; after an exception nothing
    /// is known of them, and the journal can only be closed. Records that are there already may
    /// come again. `complete` says that with them the journal holds all that the log does.
    public void append(List<JournalBatch> batches, long generation, boolean complete)
            throws IOException {
        if (failed) {
            throw new IOException("the journal failed before");
        }
        failed = true;
        List<JournalBatch> written = new ArrayList<>(batches);
        if (repeated != null) {
            written.addFirst(repeated);
        }
        PartitionEnds next = durable.copy();
        for (JournalBatch batch : written) {
            checkFollows(next, batch);
            next.raise(batch.ends());
        }
        write(written, generation, complete);
        checkActive();
        durable = next;
        repeated = null;
        failed = false;
    }

    /// Checks that all its files are still there. Throws NoSuchFileException if somebody removed
    /// one, or put another in its place; then the journal can only be closed.
    public void check() throws IOException {
        Set<Long> found = files.numbers();
        for (long number : numbers) {
            if (!found.contains(number)) {
                throw gone(number);
            }
        }
        if (active != null) {
            long salt = active.salt;
            Optional<JournalHeader> header = files.header(active.number);
            if (header.filter(each -> each.salt() == salt).isEmpty()) {
                throw gone(active.number);
            }
        }
    }

    /// Reads all that the journal holds, at `pace`; what is damaged, if anything is. Finds nothing
    /// before the first write since it was opened or cleared. May be called by any thread at any
    /// time.
    public Optional<String> damage(JournalCheck.Pace pace) throws IOException {
        Written last = written;
        return last == null
                ? Optional.empty()
                : new JournalCheck(disk, files, identity.topics(), pace).run(last);
    }

    private NoSuchFileException gone(long number) {
        failed = true;
        return new NoSuchFileException(files.path(number).toString());
    }

    private void checkActive() throws IOException {
        long number = Objects.requireNonNull(active).number;
        if (!disk.exists(files.path(number))) {
            throw gone(number);
        }
    }

    private void checkFollows(PartitionEnds known, JournalBatch batch) throws IOException {
        for (int slot = 0; slot < known.slots(); slot++) {
            boolean follows =
                    batch.ends().offset(slot) == 0
                            || batch.first(slot) <= known.offset(slot)
                            || identity.topics().compacted(slot);
            if (!follows) {
                throw new IOException(
                        "%s goes on at %d, its journal ends at %d"
                                .formatted(
                                        identity.topics().partitions().get(slot),
                                        batch.first(slot),
                                        known.offset(slot)));
            }
        }
    }

    private void write(List<JournalBatch> batches, long generation, boolean complete)
            throws IOException {
        long bytes = 0;
        for (JournalBatch batch : batches) {
            bytes += JournalFrame.bytes(durable.slots(), batch.payloadBytes());
        }
        Active file = room(bytes, generation, complete);
        ByteBuffer target = bytes <= buffer.capacity() ? buffer.clear() : large(bytes);
        PartitionEnds ends = durable.copy();
        for (JournalBatch batch : batches) {
            ends.raise(batch.ends());
            JournalFrame frame =
                    new JournalFrame(
                            file.position + target.position(),
                            file.position,
                            generation,
                            complete,
                            batch.payloadBytes(),
                            batch.crc(),
                            ends);
            frame.put(target, file.number, file.salt);
            target.put(batch.payload());
            while (target.position() % JournalBatchLayout.ALIGNMENT != 0) {
                target.put((byte) 0);
            }
        }
        file.file.write(target.flip(), file.position);
        file.file.sync();
        file.position += bytes;
        written = new Written(file.number, file.position);
    }

    private static ByteBuffer large(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes));
    }

    /// The file to append to, long enough for `bytes` more.
    private Active room(long bytes, long generation, boolean complete) throws IOException {
        Active file = active;
        if (file != null && file.position + bytes > settings.fileBytes()) {
            file.file.truncate(file.position);
            file.file.close();
            active = null;
            file = null;
        }
        if (file == null) {
            file = begin(generation, complete);
            active = file;
        }
        long end = file.position + bytes;
        if (end > file.length) {
            long length = end + settings.aheadBytes();
            ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(length - file.length));
            file.file.write(zeros, file.length);
            file.length = length;
        }
        return file;
    }

    private Active begin(long generation, boolean complete) throws IOException {
        long number = nextNumber++;
        Path path = files.path(number);
        long salt = random.nextLong();
        JournalHeader header =
                new JournalHeader(
                        number,
                        first,
                        generation,
                        complete,
                        identity.clusterId(),
                        salt,
                        identity.topics(),
                        durable);
        create(path, header);
        DiskFile file = disk.openShared(path);
        file.sync();
        disk.syncDirectory(directory);
        numbers.add(number);
        return new Active(file, number, salt);
    }

    /// Leaves nothing where there is no room: every try again would leave one more.
    private void create(Path path, JournalHeader header) throws IOException {
        DiskFile created = disk.create(path);
        try (created) {
            created.write(header.toBytes(), 0);
        } catch (IOException e) {
            deleteAfter(e, path);
            throw e;
        }
    }

    private void deleteAfter(IOException failure, Path path) {
        try {
            disk.delete(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// Removes all that the journal holds, which is of another history or lacks something. A file
    /// that hides the others is durable before any of them goes: a part of them would look like a
    /// journal that holds all of the log, as it was earlier. If this fails the journal can only be
    /// closed.
    public void clear(long generation) throws IOException {
        failed = true;
        closeActive();
        written = null;
        durable = new PartitionEnds(identity.topics().slots());
        repeated = null;
        first = nextNumber;
        active = begin(generation, false);
        for (long number : files.numbers()) {
            if (number < first) {
                disk.delete(files.path(number));
            }
        }
        disk.syncDirectory(directory);
        numbers.removeIf(number -> number < first);
        whole = true;
        failed = false;
    }

    private void closeActive() throws IOException {
        if (active != null) {
            active.file.close();
            active = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeActive();
    }
}
