package io.cairn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A random life of one journal that follows a log: appends, files that fill up, clean ends, power
/// losses, failing syncs, full disks, another history; compared with the log after each of them.
///
/// Besides what [SimulatedDisk] does by itself, a byte of the last write that was acknowledged
/// becomes another one once the power went in a later write. Other bytes do not change, and never
/// two of them: what is lost with its copies, or with all that would tell of it, is not looked at
/// here.
final class JournalHistory {
    private static final int STEPS = 40;
    private static final int OPERATIONS_MAX = 30;
    private static final JournalSettings SMALL = new JournalSettings(24_000, 512);
    private static final Path ROOT = Path.of("/drive");
    private static final Path DIRECTORY = ROOT.resolve("journal");
    private static final JournalTopics TOPICS =
            new JournalTopics(
                    List.of(new JournalTopic("log", 2, false), new JournalTopic("set", 1, true)));
    private static final JournalIdentity IDENTITY = new JournalIdentity(new UUID(11, 12), TOPICS);

    private final String seed;
    private final Random random;
    private final SimulatedDisk simulated;
    private final Disk disk;
    private final List<NavigableMap<Long, JournalRecord>> log = new ArrayList<>();
    private final long[] acknowledged = new long[TOPICS.slots()];
    private long generation;
    private long acknowledgedGeneration;
    private Journal journal;
    private boolean damaged;

    JournalHistory(long seed, UnaryOperator<Disk> wrong) throws IOException {
        this.seed = "seed " + seed;
        this.random = new Random(seed);
        this.simulated = new SimulatedDisk(ROOT, random);
        this.disk = wrong.apply(simulated);
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            log.add(new TreeMap<>());
        }
        this.journal = open();
    }

    /// A history on a disk as [SimulatedDisk] describes it.
    JournalHistory(long seed) throws IOException {
        this(seed, UnaryOperator.identity());
    }

    private Journal open() throws IOException {
        generation++;
        Journal.make(disk, DIRECTORY);
        return Journal.open(disk, DIRECTORY, IDENTITY, SMALL, random);
    }

    void run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(20)) {
                case 0 -> reopen(false);
                case 1 -> reopen(true);
                case 2 -> interrupt();
                case 3 -> failSync();
                case 4 -> fill();
                case 5 -> anotherHistory();
                case 7 -> failCalls();
                case 6 -> clearUntilThePowerGoes();
                case 8 -> damage();
                default -> append();
            }
        }
        reopen(true);
    }

    /// Whether it went well; the log goes on in any case.
    private boolean append() throws IOException {
        grow();
        List<JournalBatch> batches = new ArrayList<>();
        long[] next = offsets(journal.ends());
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            batches.add(batch(next));
        }
        try {
            journal.append(batches, generation, true);
        } catch (IOException e) {
            return false;
        }
        for (int slot = 0; slot < next.length; slot++) {
            assertThat(journal.ends().offset(slot)).as(seed).isEqualTo(next[slot]);
            acknowledged[slot] = next[slot];
        }
        acknowledgedGeneration = generation;
        return true;
    }

    /// Appends records to the log.
    private void grow() {
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            NavigableMap<Long, JournalRecord> records = log.get(slot);
            for (int i = random.nextInt(4); i > 0; i--) {
                long offset = records.isEmpty() ? 0 : records.lastKey() + 1;
                if (TOPICS.compacted(slot)) {
                    offset += random.nextInt(3);
                }
                records.put(offset, record(slot, offset));
            }
        }
    }

    private JournalRecord record(int slot, long offset) {
        return new JournalRecord(
                TOPICS.partitions().get(slot),
                offset,
                random.nextLong(),
                bytes(20),
                random.nextInt(10) == 0 ? null : bytes(random.nextInt(30) == 0 ? 3_000 : 200),
                0);
    }

    private byte @Nullable [] bytes(int max) {
        byte[] bytes = new byte[random.nextInt(max)];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Some of what the log holds behind `next`, which is moved on; now and then some of what lies
    /// before comes again.
    private JournalBatch batch(long[] next) {
        JournalBatch.Builder builder = new JournalBatch.Builder(TOPICS);
        for (int slot = 0; slot < next.length; slot++) {
            long from = random.nextInt(8) == 0 ? Math.max(0, next[slot] - 2) : next[slot];
            int count = random.nextInt(4);
            for (JournalRecord each : log.get(slot).tailMap(from).values()) {
                if (count-- > 0) {
                    builder.addIfNew(each);
                    next[slot] = Math.max(next[slot], each.offset() + 1);
                }
            }
        }
        return builder.build();
    }

    private static long[] offsets(PartitionEnds ends) {
        long[] offsets = new long[TOPICS.slots()];
        Arrays.setAll(offsets, ends::offset);
        return offsets;
    }

    private void interrupt() throws IOException {
        simulated.failAfter(random.nextInt(OPERATIONS_MAX));
        while (append()) {
            assertThat(acknowledged).as(seed).isNotNull();
        }
        reopen(true);
    }

    private void failSync() throws IOException {
        simulated.failSyncs(1);
        append();
        append();
        reopen(random.nextBoolean());
    }

    /// Calls of the disk fail while records are appended and the journal is opened again.
    private void failCalls() throws IOException {
        simulated.failCalls(random.nextInt(12), 1 + random.nextInt(3));
        append();
        append();
        journal.close();
        boolean opened = false;
        while (!opened) {
            opened = reopened();
        }
        simulated.failCalls(0, 0);
        check();
    }

    private boolean reopened() {
        try {
            journal = open();
            return true;
        } catch (IOException e) {
            assertThat(e).as(seed).hasMessageContaining("Input/output error");
            return false;
        }
    }

    private void fill() throws IOException {
        simulated.setWritableBytes(random.nextInt(3_000));
        while (append()) {
            assertThat(acknowledged).as(seed).isNotNull();
        }
        simulated.setWritableBytes(Long.MAX_VALUE);
        reopen(random.nextBoolean());
    }

    /// The log is another one from its beginning on, as when drives come back that were away.
    private void anotherHistory() throws IOException {
        try {
            journal.clear(generation);
        } catch (IOException e) {
            return;
        }
        log.forEach(NavigableMap::clear);
        Arrays.fill(acknowledged, 0);
        if (!append()) {
            throw new IOException("nothing fails here");
        }
    }

    /// The journal is to be filled anew. It is as it was, or says that it holds nothing yet.
    private void clearUntilThePowerGoes() throws IOException {
        simulated.failAfter(random.nextInt(8));
        try {
            journal.clear(generation);
        } catch (IOException e) {
            assertThat(e).as(seed).hasMessage("the power is gone");
        }
        simulated.crash();
        JournalState state = new JournalReader(disk, DIRECTORY, IDENTITY).state();
        if (state.generation() == generation && !state.complete()) {
            Arrays.fill(acknowledged, 0);
            acknowledgedGeneration = generation;
        }
        reopen(true);
    }

    /// The power goes in a write, and a byte of the one before becomes another.
    private void damage() throws IOException {
        long[] earlier = acknowledged.clone();
        append();
        long[] now = acknowledged.clone();
        WrittenFrames written = WrittenFrames.ofLastFile(disk, DIRECTORY, IDENTITY);
        simulated.failAfter(random.nextInt(OPERATIONS_MAX));
        while (append()) {
            earlier = now;
            now = acknowledged.clone();
            written = WrittenFrames.ofLastFile(disk, DIRECTORY, IDENTITY);
        }
        journal.close();
        simulated.crash();
        simulated.flip(
                written.file(),
                random.nextLong(written.lastWrite(), written.frames().getLast().end()));
        checkDamaged(written, earlier);
        journal = open();
        boolean lacks = lacksSomething();
        if (journal.whole() && lacks && append()) {
            assertThat(journal.damage(bytes -> {})).as(seed).isPresent();
        }
        damaged = true;
        if (!journal.whole() || lacks) {
            clear();
        }
        PartitionEnds said = new JournalReader(disk, DIRECTORY, IDENTITY).state().ends();
        do {
            assertThat(append()).as(seed).isTrue();
        } while (!journal.ends().reach(said));
        check();
    }

    /// Whether damage cost a record that the journal will not get again.
    private boolean lacksSomething() throws IOException {
        JournalReader reader = new JournalReader(disk, DIRECTORY, IDENTITY);
        List<NavigableMap<Long, JournalRecord>> found = read(reader, new long[TOPICS.slots()]);
        boolean lacks = false;
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            long end = journal.ends().offset(slot);
            lacks |= !found.get(slot).keySet().containsAll(log.get(slot).headMap(end).keySet());
        }
        return lacks;
    }

    /// If a frame of the torn write is whole, or the header of the file that it was to begin, the
    /// journal knows what it held. It never says more than was acknowledged or can be read.
    private void checkDamaged(WrittenFrames written, long[] earlier) throws IOException {
        JournalReader reader = new JournalReader(disk, DIRECTORY, IDENTITY);
        JournalState state = reader.state();
        List<NavigableMap<Long, JournalRecord>> found = read(reader, new long[TOPICS.slots()]);
        WrittenFrames left = written.again(disk, IDENTITY);
        boolean isBeforeTorn = left.lastWrite() > written.lastWrite();
        boolean isFrameWhole = left.frames().containsAll(written.frames());
        boolean isAtEndOfFile =
                new JournalFiles(disk, DIRECTORY, IDENTITY)
                        .headers()
                        .getOrDefault(written.number() + 1, Optional.empty())
                        .isPresent();
        if (isBeforeTorn) {
            assertThat(state.generation()).as(seed).isEqualTo(acknowledgedGeneration);
            assertThat(state.complete() || !isFrameWhole).as(seed).isTrue();
        }
        boolean known = isAtEndOfFile || (isBeforeTorn && state.complete());
        boolean unknown = isBeforeTorn && !state.complete();
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            long end = state.ends().offset(slot);
            long least = known ? acknowledged[slot] : earlier[slot];
            assertThat(end).as(seed).isGreaterThanOrEqualTo(unknown ? 0 : least);
            long behind = found.get(slot).isEmpty() ? 0 : found.get(slot).lastKey() + 1;
            assertThat(end).as(seed).isLessThanOrEqualTo(Math.max(acknowledged[slot], behind));
            found.get(slot).forEach((offset, each) -> assertSame(each));
        }
    }

    private void reopen(boolean powerLoss) throws IOException {
        journal.close();
        if (powerLoss) {
            simulated.crash();
        }
        check();
        journal = open();
        if (!journal.whole()) {
            clear();
        }
        assertNothingIsHidden();
        check();
    }

    /// What a file hides is gone before anything is appended: its headers may be damaged later.
    private void assertNothingIsHidden() throws IOException {
        TreeMap<Long, Optional<JournalHeader>> files =
                new JournalFiles(disk, DIRECTORY, IDENTITY).headers();
        for (Optional<JournalHeader> header : files.values()) {
            long first = header.map(JournalHeader::first).orElse(0L);
            assertThat(files.firstKey()).as(seed).isGreaterThanOrEqualTo(first);
        }
    }

    private void clear() throws IOException {
        journal.clear(generation);
        damaged = false;
        Arrays.fill(acknowledged, 0);
        acknowledgedGeneration = generation;
    }

    /// The journal holds a prefix of each partition that reaches as far as was acknowledged, and
    /// nobody takes what is torn for damage.
    private void check() throws IOException {
        assertThat(!damaged && journal.damage(bytes -> {}).isPresent()).as(seed).isFalse();
        JournalReader reader = new JournalReader(disk, DIRECTORY, IDENTITY);
        JournalState state = reader.state();
        assertThat(state.generation()).as(seed).isGreaterThanOrEqualTo(acknowledgedGeneration);
        List<NavigableMap<Long, JournalRecord>> found = read(reader, new long[TOPICS.slots()]);
        assertThat(reader.read(new long[TOPICS.slots()], record -> {}))
                .as(seed)
                .hasToString(state.ends().toString());
        long[] middle = new long[TOPICS.slots()];
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            long end = state.ends().offset(slot);
            assertThat(end).as(seed).isGreaterThanOrEqualTo(acknowledged[slot]);
            assertThat(found.get(slot).keySet())
                    .as("%s slot %d", seed, slot)
                    .isEqualTo(log.get(slot).headMap(end).keySet());
            found.get(slot).forEach((offset, each) -> assertSame(each));
            middle[slot] = end == 0 ? 0 : random.nextLong(end);
        }
        List<NavigableMap<Long, JournalRecord>> rest = read(reader, middle);
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            assertThat(rest.get(slot).tailMap(middle[slot]).keySet())
                    .as("%s slot %d from %d", seed, slot, middle[slot])
                    .isEqualTo(found.get(slot).tailMap(middle[slot]).keySet());
        }
    }

    private void assertSame(JournalRecord found) {
        int slot = TOPICS.slot(found.partition().topic(), found.partition().partition());
        JournalRecord written = Objects.requireNonNull(log.get(slot).get(found.offset()), seed);
        boolean same =
                written.timestamp() == found.timestamp()
                        && Arrays.equals(written.key(), found.key())
                        && Arrays.equals(written.value(), found.value());
        assertThat(same).as("%s %s", seed, found).isTrue();
    }

    /// All records by offset; each partition's come in order, but for what comes again.
    private List<NavigableMap<Long, JournalRecord>> read(JournalReader reader, long[] from)
            throws IOException {
        List<NavigableMap<Long, JournalRecord>> found = new ArrayList<>();
        for (int slot = 0; slot < TOPICS.slots(); slot++) {
            found.add(new TreeMap<>());
        }
        reader.read(
                from,
                record -> {
                    LogPartition place = record.partition();
                    found.get(TOPICS.slot(place.topic(), place.partition()))
                            .put(record.offset(), record);
                });
        return found;
    }
}
