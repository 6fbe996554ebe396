package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// A disk in memory that loses power and fails.
///
/// Fault model:
/// - Power loss ([#crash]): each unsynced write of a file is kept, lost, cut short, or kept in some
///   of its sectors of 512 bytes only, independently of the others; so is each unsynced change of a
///   file's length, as a whole. Of each directory's unsynced changes of names a random prefix is
///   kept; a rename between directories is one change in each. What was synced stays.
/// - [#failAfter] makes the power go in the middle of an operation: from then on every change
///   throws until [#crash]; the write that it hits is done in part.
/// - [#failSyncs]: syncs of files throw. What was not synced by then is still read, but no later
///   sync makes it durable: the page cache lies.
/// - [#failCalls]: opening, creating, reading, writing, cutting and syncing files and syncing
///   directories throw for a while. A write has been done in part by then; a file is not there, a
///   length is as it was, and what was not synced can still be synced. Renames and removals do not
///   fail in this way.
/// - [Stall]: one call that reads or changes something blocks, for as long as others want to go on
///   meanwhile. Then it goes on, throws, or finds the power gone.
/// - [#setWritableBytes]: once so many bytes were written, writes throw after having been done in
///   part, until it is set again. Changes of names go on.
/// - [#flip]: a byte on the disk becomes another.
/// - A removed file can be read by those who have it open.
///
/// Its names may be changed by many threads, a file by one. Its faults are the same ones each time,
/// if its callers are.
public final class SimulatedDisk implements Disk {
    private static final int SECTOR_BYTES = 512;
    private static final String ERROR = "Input/output error";

    private final Path root;
    private final Random random;
    private final Directory top = new Directory();
    private int operationsLeft = Integer.MAX_VALUE;
    private long usableBytes = 1L << 40;
    private BeforeSpace beforeSpace = () -> {};
    private long writableBytes = Long.MAX_VALUE;
    private int failingSyncs;
    private int callsBeforeErrors;
    private int errors;
    private boolean errorsSuspended;
    private long errorsStruck;
    private int callsBeforeStall = -1;
    private boolean stalled;
    private int readsLeft;
    private Action afterReads = () -> {};

    /// What happens meanwhile.
    public interface Action {
        void run() throws IOException;
    }

    /// `root` is there, durably.
    public SimulatedDisk(Path root, Random random) {
        this.root = root;
        this.random = random;
    }

    /// Lets `operations` more changing operations succeed.
    public synchronized void failAfter(int operations) {
        operationsLeft = operations;
    }

    /// Sets the usable bytes of a disk of 1 TiB.
    public void setUsableBytes(long bytes) {
        usableBytes = bytes;
    }

    /// Runs `first` before it tells its space.
    public void beforeSpace(BeforeSpace first) {
        beforeSpace = first;
    }

    /// What happens before the disk tells its space.
    public interface BeforeSpace {
        void run() throws IOException;
    }

    /// Lets `bytes` more bytes be written to files.
    public void setWritableBytes(long bytes) {
        writableBytes = bytes;
    }

    /// Makes the next `count` syncs of files fail.
    public void failSyncs(int count) {
        failingSyncs = count;
    }

    /// Makes `count` calls fail after `calls` others.
    public synchronized void failCalls(int calls, int count) {
        callsBeforeErrors = calls;
        errors = count;
    }

    /// Lets no call fail by [#failCalls], nor count there, until [#resumeErrors]: for a look at the
    /// disk that is no part of its history.
    public synchronized void suspendErrors() {
        errorsSuspended = true;
    }

    /// Ends [#suspendErrors]: what is still to fail by [#failCalls] fails from now on.
    public synchronized void resumeErrors() {
        errorsSuspended = false;
    }

    /// How many calls failed by [#failCalls].
    public synchronized long errorsStruck() {
        return errorsStruck;
    }

    /// Lets the call stall that comes after `calls` others, until [#goOn].
    synchronized void stallAfter(int calls) {
        callsBeforeStall = calls;
    }

    /// Waits until a call stalls, or `caller`, which says so by [#changed], has ended.
    synchronized void awaitStall(Future<?> caller) {
        waitUntil(() -> stalled || caller.isDone());
        callsBeforeStall = -1;
    }

    synchronized void changed() {
        notifyAll();
    }

    /// Lets what stalls go on; nothing stalls any more.
    synchronized void goOn() {
        callsBeforeStall = -1;
        stalled = false;
        notifyAll();
    }

    private synchronized void waitUntil(BooleanSupplier there) {
        try {
            while (!there.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this", e);
        }
    }

    private synchronized void stallIfDue() {
        if (callsBeforeStall-- == 0) {
            stalled = true;
            notifyAll();
            waitUntil(() -> !stalled);
        }
    }

    /// Whether this call fails.
    private synchronized boolean fails() {
        if (errorsSuspended || errors == 0 || callsBeforeErrors-- > 0) {
            return false;
        }
        errors--;
        errorsStruck++;
        return true;
    }

    private void failIfDue() throws IOException {
        if (fails()) {
            throw new IOException(ERROR);
        }
    }

    /// Has `action` happen once, in the next read of a file after `reads` others.
    public void afterReads(int reads, Action action) {
        readsLeft = reads;
        afterReads = action;
    }

    /// Changes one byte of a file, durably; nothing if the file ends before it.
    public void flip(Path file, long position) {
        if (find(file) instanceof Contents contents && position < contents.live.length) {
            contents.flip((int) position, (byte) (1 + random.nextInt(255)));
        }
    }

    /// Loses power and comes back.
    public synchronized void crash() {
        operationsLeft = Integer.MAX_VALUE;
        writableBytes = Long.MAX_VALUE;
        failingSyncs = 0;
        errors = 0;
        top.crash(random);
    }

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        count();
        failIfDue();
        Directory parent = parent(file);
        if (parent.live.containsKey(name(file))) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Contents contents = new Contents();
        parent.put(name(file), contents);
        return new OpenFile(contents);
    }

    /// Refuses writes that are not aligned, as a real disk would.
    @Override
    public DiskFile createDirect(Path file) throws IOException {
        DiskFile opened = create(file);
        return new DirectFile(opened);
    }

    @Override
    public synchronized DiskFile open(Path file) throws IOException {
        failIfDue();
        if (parentOrEmpty(file).live.get(name(file)) instanceof Contents contents) {
            return new OpenFile(contents);
        }
        throw new NoSuchFileException(file.toString());
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        return open(file);
    }

    @Override
    public synchronized boolean exists(Path path) {
        return parentOrEmpty(path).live.containsKey(name(path));
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        count();
        Entry moved = parent(from).live.get(name(from));
        if (moved == null) {
            throw new NoSuchFileException(from.toString());
        }
        parent(to).put(name(to), moved);
        parent(from).remove(name(from));
    }

    @Override
    public synchronized boolean delete(Path path) throws IOException {
        count();
        Directory parent = parentOrEmpty(path);
        boolean there = parent.live.containsKey(name(path));
        if (there) {
            parent.remove(name(path));
        }
        return there;
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        count();
        Directory parent = parent(directory);
        if (!parent.live.containsKey(name(directory))) {
            parent.put(name(directory), new Directory());
        }
    }

    @Override
    public void list(Path directory, EntryVisitor visitor) throws IOException {
        for (String name : names(directory)) {
            visitor.visit(directory.resolve(name));
        }
    }

    private synchronized List<String> names(Path directory) {
        return find(directory) instanceof Directory found
                ? List.copyOf(found.live.keySet())
                : List.of();
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        count();
        failIfDue();
        if (find(directory) instanceof Directory found) {
            found.sync();
        } else {
            throw new NoSuchFileException(directory.toString());
        }
    }

    @Override
    public Space space(Path path) throws IOException {
        beforeSpace.run();
        return new Space(1L << 40, usableBytes);
    }

    private synchronized void count() throws IOException {
        stallIfDue();
        countWithoutStall();
    }

    private synchronized void countWithoutStall() throws IOException {
        if (operationsLeft <= 0) {
            throw new IOException("the power is gone");
        }
        operationsLeft--;
    }

    private Directory parent(Path path) throws IOException {
        if (find(parentPath(path)) instanceof Directory directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    private Directory parentOrEmpty(Path path) {
        return find(parentPath(path)) instanceof Directory directory ? directory : new Directory();
    }

    private Entry find(Path path) {
        Entry entry = top;
        for (Path step : root.relativize(path)) {
            if (!step.toString().isEmpty()) {
                Entry next =
                        entry instanceof Directory directory
                                ? directory.live.get(step.toString())
                                : null;
                if (next == null) {
                    return new Contents();
                }
                entry = next;
            }
        }
        return entry;
    }

    private static Path parentPath(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private sealed interface Entry {
        void crash(Random random);
    }

    private interface Change {
        void apply(Map<String, Entry> names);
    }

    private static final class Directory implements Entry {
        private final Map<String, Entry> live = new TreeMap<>();
        private final Map<String, Entry> durable = new TreeMap<>();
        private final List<Change> unsynced = new ArrayList<>();

        void put(String name, Entry entry) {
            live.put(name, entry);
            unsynced.add(names -> names.put(name, entry));
        }

        void remove(String name) {
            live.remove(name);
            unsynced.add(names -> names.remove(name));
        }

        void sync() {
            unsynced.forEach(change -> change.apply(durable));
            unsynced.clear();
        }

        @Override
        public void crash(Random random) {
            int kept = random.nextInt(unsynced.size() + 1);
            unsynced.subList(0, kept).forEach(change -> change.apply(durable));
            unsynced.clear();
            live.clear();
            live.putAll(durable);
            live.values().forEach(entry -> entry.crash(random));
        }
    }

    /// Bytes at a position, or, with `cutAt`, a new length.
    private record Write(int position, byte[] bytes, int cutAt) {
        Write(int position, byte[] bytes) {
            this(position, bytes, -1);
        }

        byte[] applyTo(byte[] before) {
            if (cutAt >= 0) {
                return cutAt < before.length ? Arrays.copyOf(before, cutAt) : before;
            }
            int end = position + bytes.length;
            byte[] after = end > before.length ? Arrays.copyOf(before, end) : before.clone();
            System.arraycopy(bytes, 0, after, position, bytes.length);
            return after;
        }

        /// What is left of it after a crash.
        List<Write> survivors(Random random) {
            if (cutAt >= 0) {
                return random.nextBoolean() ? List.of(this) : List.of();
            }
            return switch (random.nextInt(4)) {
                case 0 -> List.of();
                case 1 -> List.of(this);
                case 2 -> List.of(prefix(random.nextInt(bytes.length + 1)));
                default -> sectors(random);
            };
        }

        Write prefix(int length) {
            return new Write(position, Arrays.copyOf(bytes, length));
        }

        private List<Write> sectors(Random random) {
            List<Write> kept = new ArrayList<>();
            int from = 0;
            while (from < bytes.length) {
                int sectorEnd = (position + from) / SECTOR_BYTES * SECTOR_BYTES + SECTOR_BYTES;
                int to = Math.min(bytes.length, sectorEnd - position);
                if (random.nextBoolean()) {
                    kept.add(new Write(position + from, Arrays.copyOfRange(bytes, from, to)));
                }
                from = to;
            }
            return kept;
        }
    }

    private static final class Contents implements Entry {
        private byte[] live = new byte[0];
        private byte[] durable = live;
        private final List<Write> unsynced = new ArrayList<>();

        void write(Write write) {
            live = write.applyTo(live);
            unsynced.add(write);
        }

        void truncate(int length) {
            write(new Write(0, new byte[0], length));
        }

        void sync() {
            unsynced.forEach(write -> durable = write.applyTo(durable));
            unsynced.clear();
        }

        void failSync() {
            unsynced.clear();
        }

        void flip(int position, byte mask) {
            live = flipped(live, position, mask);
            durable = flipped(durable, position, mask);
        }

        private static byte[] flipped(byte[] bytes, int position, byte mask) {
            byte[] after = bytes.clone();
            if (position < after.length) {
                after[position] ^= mask;
            }
            return after;
        }

        @Override
        public void crash(Random random) {
            for (Write write : unsynced) {
                for (Write part : write.survivors(random)) {
                    durable = part.applyTo(durable);
                }
            }
            unsynced.clear();
            live = durable;
        }
    }

    private final class OpenFile implements DiskFile {
        private final Contents contents;

        OpenFile(Contents contents) {
            this.contents = contents;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            stallIfDue();
            failIfDue();
            if (readsLeft-- == 0) {
                afterReads.run();
            }
            int available = (int) Math.max(0, contents.live.length - position);
            int count = Math.min(available, target.remaining());
            if (count > 0) {
                target.put(contents.live, (int) position, count);
            }
            return count;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            Write write = new Write((int) position, bytes);
            stallIfDue();
            if (operationsLeft == 0) {
                operationsLeft = -1;
                contents.write(write.prefix(random.nextInt(bytes.length + 1)));
            }
            countWithoutStall();
            if (fails()) {
                contents.write(write.prefix(random.nextInt(bytes.length + 1)));
                throw new IOException(ERROR);
            }
            if (bytes.length > writableBytes) {
                contents.write(write.prefix((int) writableBytes));
                writableBytes = 0;
                throw new IOException("No space left on device");
            }
            writableBytes -= bytes.length;
            contents.write(write);
        }

        @Override
        public long size() {
            return contents.live.length;
        }

        @Override
        public void truncate(long length) throws IOException {
            count();
            failIfDue();
            contents.truncate((int) length);
        }

        @Override
        public void sync() throws IOException {
            count();
            failIfDue();
            if (failingSyncs > 0) {
                failingSyncs--;
                contents.failSync();
                throw new IOException(ERROR);
            }
            contents.sync();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
