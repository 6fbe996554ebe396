package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardWrite;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.disk.Stall;
import io.cairn.shard.index.InMemoryIndexes;
import io.cairn.shard.index.IndexSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One random history of a packed store on a disk that fails, beside a naive model. After every
/// start and at the end, all of the store is compared with the model:
/// - what was acknowledged is there and exact;
/// - what was deleted, and the deletion synced, stays away, whatever is lost besides;
/// - what was not acknowledged is there as a whole, or not at all;
/// - the store always opens again and takes new shards.
final class PackedHistory {
    private static final Path ROOT = Path.of("/simulated");
    private static final int OPERATIONS = 40;
    private static final int BATCH_MAX = 6;
    private static final int KINDS = 22;
    private static final int MIX = 6;

    /// What the model knows of a shard.
    private enum Fate {
        /// Acknowledged: it must be there.
        LIVE,
        /// Its write failed: it may be there, from the next start on.
        FAILED,
        /// Deleted, not durably: not there until the next start, then perhaps.
        DELETED,
        /// Deleted, durably: never there again.
        GONE,
        /// Its bytes were changed on the disk: it is there exact, or refused.
        DAMAGED
    }

    private static final class Entry {
        private final byte[] bytes;
        private final long boot;
        private Fate fate;

        Entry(byte[] bytes, long boot, Fate fate) {
            this.bytes = bytes;
            this.boot = boot;
            this.fate = fate;
        }
    }

    private final long seed;
    private final Random random;
    private final SimulatedDisk disk;
    private final InMemoryIndexes indexes;
    private final PackedShardStore.Options options;
    private final Map<Long, Entry> model = new TreeMap<>();

    /// What else this history is made of: a few kinds of operations again and again come to states
    /// that all kinds at once hardly ever do.
    private final int[] mix;

    private PackedShardStore store;
    private long boot = 1;
    private long sweptBoot;
    private long shards;

    /// A history on a disk and an index with something wrong about them.
    PackedHistory(long seed, UnaryOperator<Disk> wrongDisk, UnaryOperator<IndexSource> wrongIndex)
            throws IOException {
        this.seed = seed;
        this.random = new Random(seed);
        this.mix = random.ints(MIX, 7, KINDS).toArray();
        this.disk = new SimulatedDisk(ROOT, random);
        this.indexes = new InMemoryIndexes(random);
        this.options =
                PackedSamples.options(
                        wrongDisk.apply(disk), wrongIndex.apply(indexes), PackedSamples.TINY, seed);
        this.store = open();
    }

    /// A history on a disk as [SimulatedDisk] describes it.
    PackedHistory(long seed) throws IOException {
        this(seed, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private PackedShardStore open() throws IOException {
        return PackedShardStore.openWithoutThreads(ROOT, PackedSamples.boot(boot), options);
    }

    void run() throws IOException {
        for (int step = 0; step < OPERATIONS; step++) {
            operate(random.nextInt(3) == 0 ? random.nextInt(7) : mix[random.nextInt(mix.length)]);
        }
        restart(true, false);
        Map<byte[], byte[]> before = indexes.rows();
        restart(false, true);
        assertRemade(before, indexes.rows());
        write();
    }

    private void operate(int kind) throws IOException {
        switch (kind) {
            case 0, 1, 2, 3 -> write();
            case 4, 5, 6 -> writeSeveral();
            case 7, 8 -> delete();
            case 9 -> deleteMost();
            case 10 -> syncDeletions();
            case 11, 12 -> compact();
            case 13 -> store.segments().ledger().flush();
            case 14 -> crashInside();
            case 15 -> failInside();
            case 16 -> sweep();
            case 17 -> flip();
            case 18 -> read();
            case 19 -> crashCompacting();
            case 20 -> stall();
            default -> restart(random.nextInt(3) > 0, random.nextInt(3) == 0);
        }
    }

    private void write() throws IOException {
        long number = shards;
        add(content(number));
        write(number, random.nextBoolean());
        check(number);
    }

    /// What the model knows of a new shard.
    private Entry add(byte[] bytes) {
        Entry entry = new Entry(bytes, boot, Fate.FAILED);
        model.put(shards++, entry);
        return entry;
    }

    private void write(long number, boolean inParts) throws IOException {
        Entry entry = entry(number);
        ShardRef shard = PackedSamples.ref(number);
        if (entry.bytes.length > PackedSamples.TINY.smallBytes() && inParts) {
            ShardWrite write = store.create(PackedSamples.made(shard));
            boolean done = false;
            try {
                write.append(entry.bytes, 0, entry.bytes.length);
                write.commit();
                done = true;
            } finally {
                if (!done) {
                    write.abort();
                }
            }
        } else {
            store.write(PackedSamples.made(shard), entry.bytes, 0, entry.bytes.length);
        }
        entry.fate = Fate.LIVE;
    }

    /// Several small shards in one batch.
    private void writeSeveral() throws IOException {
        store.segments().gather(true);
        submitUpTo(BATCH_MAX);
        store.segments().barrier();
        store.segments().gather(false);
    }

    /// Has small shards wait for their batch.
    private void submitUpTo(int max) throws IOException {
        for (int i = random.nextInt(max); i >= 0; i--) {
            long number = shards;
            byte[] bytes = PackedSamples.bytes(random.nextInt(1_500), number);
            Entry entry = add(bytes);
            store.submit(
                    PackedSamples.made(PackedSamples.ref(number)),
                    bytes,
                    0,
                    bytes.length,
                    failure -> entry.fate = failure == null ? Fate.LIVE : Fate.FAILED);
        }
    }

    private void delete() throws IOException {
        List<Long> live = with(Fate.LIVE);
        if (!live.isEmpty()) {
            delete(live.get(random.nextInt(live.size())));
        }
    }

    /// Makes whole segments dead.
    private void deleteMost() throws IOException {
        for (long number : with(Fate.LIVE)) {
            if (random.nextInt(4) > 0) {
                delete(number);
            }
        }
    }

    private void delete(long number) throws IOException {
        assertThat(store.delete(PackedSamples.ref(number))).as(context(number)).isTrue();
        entry(number).fate = Fate.DELETED;
        check(number);
    }

    private void syncDeletions() throws IOException {
        store.syncDeletions();
        with(Fate.DELETED).forEach(number -> entry(number).fate = Fate.GONE);
    }

    /// Moves records one by one or several in a batch; now and then shards are deleted meanwhile.
    private void compact() throws IOException {
        store.segments().gather(random.nextBoolean());
        if (random.nextInt(4) == 0) {
            disk.afterReads(random.nextInt(10), this::deleteMost);
        }
        try {
            int count = 1 + random.nextInt(3);
            while (count > 0 && store.segments().compact()) {
                count--;
            }
        } finally {
            disk.afterReads(0, () -> {});
            store.segments().gather(false);
        }
    }

    /// Makes the power go in the middle of something.
    private void crashInside() throws IOException {
        disk.failAfter(random.nextInt(14));
        attempt("the power is gone");
        restart(true, random.nextInt(4) == 0);
    }

    /// Makes the power go while segments are removed that died as a whole.
    private void crashCompacting() throws IOException {
        deleteMost();
        syncDeletions();
        disk.failAfter(random.nextInt(8));
        try {
            compact();
        } catch (IOException e) {
            assertThat(e).as("seed %d", seed).hasMessageContaining("the power is gone");
        }
        restart(true, random.nextInt(4) == 0);
    }

    /// Has the disk stall in the middle of something while others go on; then it answers or fails,
    /// or the power goes.
    private void stall() throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> stallAppender(() -> store.segments().barrier());
            case 1 -> stallAppender(() -> store.segments().syncDeletions());
            case 2 -> stallAppender(() -> store.segments().compact());
            case 3 -> stallFile();
            default -> stallRead();
        }
    }

    /// Records of others wait for the next batch, until the appender answers again.
    private void stallAppender(SimulatedDisk.Action action) throws IOException {
        store.segments().gather(true);
        submitUpTo(BATCH_MAX);
        stall(
                action,
                () -> {
                    read();
                    deleteUpTo(3);
                    submitUpTo(3);
                    writeLarge();
                    read();
                });
    }

    private void stallFile() throws IOException {
        long number = shards;
        add(PackedSamples.bytes(large(), number));
        boolean inParts = random.nextBoolean();
        stall(
                () -> write(number, inParts),
                () -> {
                    writeSeveral();
                    deleteUpTo(3);
                    compact();
                    read();
                });
    }

    /// Whatever becomes of a shard while it is read, its reader gets its bytes or hears that it is
    /// gone.
    private void stallRead() throws IOException {
        List<Long> live = with(Fate.LIVE);
        if (live.isEmpty()) {
            return;
        }
        long number = live.get(random.nextInt(live.size()));
        Entry entry = entry(number);
        SimulatedDisk.Action read =
                () -> {
                    byte[] found = find(number, entry);
                    boolean exact = found == null || Arrays.equals(found, entry.bytes);
                    assertThat(exact).as(context(number)).isTrue();
                    assertThat(found != null || entry.fate != Fate.LIVE)
                            .as(context(number))
                            .isTrue();
                };
        stall(
                read,
                () -> {
                    writeSeveral();
                    deleteMost();
                    syncDeletions();
                    compact();
                    write();
                });
    }

    private void stall(SimulatedDisk.Action action, SimulatedDisk.Action meanwhile)
            throws IOException {
        int ending = random.nextInt(4);
        Optional<IOException> failure =
                new Stall(disk, random.nextInt(10), "seed " + seed)
                        .run(
                                action,
                                meanwhile,
                                () -> {
                                    switch (ending) {
                                        case 0 -> disk.failAfter(0);
                                        case 1 -> disk.failCalls(0, 1);
                                        default -> {}
                                    }
                                });
        disk.failCalls(0, 0);
        String expected = ending == 0 ? "the power is gone" : "Input/output error";
        failure.ifPresent(cause -> assertExpected(cause, expected));
        if (ending == 0) {
            restart(true, random.nextInt(4) == 0);
        } else {
            store.segments().barrier();
            store.segments().gather(false);
            read();
        }
    }

    private void deleteUpTo(int max) throws IOException {
        List<Long> live = with(Fate.LIVE);
        for (long number : live.subList(0, Math.min(random.nextInt(max + 1), live.size()))) {
            delete(number);
        }
    }

    private void writeLarge() throws IOException {
        long number = shards;
        add(PackedSamples.bytes(large(), number));
        write(number, random.nextBoolean());
        check(number);
    }

    /// Makes syncs or all calls fail, or the disk full, or the index, for a while.
    private void failInside() throws IOException {
        switch (random.nextInt(4)) {
            case 3 -> disk.failCalls(random.nextInt(16), 1 + random.nextInt(3));
            case 0 -> disk.failSyncs(1 + random.nextInt(3));
            case 1 -> disk.setWritableBytes(random.nextInt(20_000));
            default -> indexes.setWritable(random.nextInt(4));
        }
        attempt("Input/output error");
        disk.failSyncs(0);
        disk.failCalls(0, 0);
        disk.setWritableBytes(Long.MAX_VALUE);
        indexes.setWritable(Long.MAX_VALUE);
        read();
        write();
    }

    private void attempt(String expected) {
        try {
            for (int i = random.nextInt(3); i >= 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 -> write();
                    case 1, 2 -> writeSeveral();
                    case 3 -> deleteMost();
                    case 4 -> syncDeletions();
                    default -> compact();
                }
            }
        } catch (IOException e) {
            assertExpected(e, expected);
        }
    }

    private void assertExpected(IOException failure, String expected) {
        assertThat(failure.toString())
                .as("seed %d", seed)
                .containsAnyOf(expected, "No space left", "deletions could not");
    }

    private void sweep() throws IOException {
        Set<Long> shown = shownUnswept();
        for (long number : shown) {
            if (entry(number).fate != Fate.LIVE && entry(number).fate != Fate.DAMAGED) {
                store.delete(PackedSamples.ref(number));
                entry(number).fate = Fate.DELETED;
            }
        }
        syncDeletions();
        store.markSwept();
        sweptBoot = boot - 1;
    }

    private Set<Long> shownUnswept() throws IOException {
        Set<Long> shown = new HashSet<>();
        store.forEachUnswept(header -> {
            long number = PackedSamples.number(header.shard());
            shown.add(number);
            assertThat(header.boot()).as(context(number)).isLessThan(boot);
            assertThat(entry(number).boot).as(context(number)).isEqualTo(header.boot());
        });
        for (Map.Entry<Long, Entry> each : model.entrySet()) {
            Entry entry = each.getValue();
            if (entry.fate == Fate.LIVE && entry.boot > sweptBoot && entry.boot < boot) {
                assertThat(shown).as(context(each.getKey())).contains(each.getKey());
            }
        }
        return shown;
    }

    /// Damages a small shard in a sealed segment. In the last batch of one that is not sealed a bad
    /// byte is what a crash leaves.
    private void flip() throws IOException {
        List<Long> live = with(Fate.LIVE);
        if (live.isEmpty()) {
            return;
        }
        long number = live.get(random.nextInt(live.size()));
        Ledger ledger = store.segments().ledger();
        RecordLocation place = ledger.place(PackedSamples.ref(number));
        SegmentUse use = place == null ? null : ledger.segments().get(place.segment());
        if (place != null && use != null && use.sealed()) {
            Path file = ROOT.resolve("segments").resolve("%016x.seg".formatted(place.segment()));
            disk.flip(file, place.offset() + random.nextInt(place.length()));
            entry(number).fate = Fate.DAMAGED;
        }
    }

    private void read() throws IOException {
        for (long number : model.keySet()) {
            check(number);
        }
    }

    private void restart(boolean crash, boolean loseIndex) throws IOException {
        if (crash) {
            disk.crash();
            indexes.crash();
        } else {
            store.close();
        }
        if (loseIndex) {
            indexes.lose();
        }
        boot++;
        if (random.nextInt(8) == 0) {
            openInVain();
        }
        store = open();
        for (Map.Entry<Long, Entry> each : model.entrySet()) {
            settle(each.getKey(), each.getValue());
        }
        shownUnswept();
        assertListed();
    }

    /// What the store lists is what lives, all of it and nothing else.
    private void assertListed() throws IOException {
        Set<Long> listed = new HashSet<>();
        for (ShardRef shard : store.list(PackedSamples.ref(0), Integer.MAX_VALUE)) {
            listed.add(PackedSamples.number(shard));
        }
        for (Map.Entry<Long, Entry> each : model.entrySet()) {
            switch (each.getValue().fate) {
                case LIVE -> assertThat(listed).as(context(each.getKey())).contains(each.getKey());
                case GONE, FAILED ->
                        assertThat(listed).as(context(each.getKey())).doesNotContain(each.getKey());
                case DELETED, DAMAGED -> {}
            }
        }
    }

    /// A start that fails, or that the power ends.
    private void openInVain() {
        if (random.nextBoolean()) {
            disk.failAfter(random.nextInt(10));
        } else {
            disk.failCalls(random.nextInt(30), 1);
        }
        try {
            open();
        } catch (IOException e) {
            assertThat(e.getMessage())
                    .as("seed %d", seed)
                    .containsAnyOf("the power is gone", "Input/output error");
        }
        disk.crash();
        indexes.crash();
        boot++;
    }

    /// What was uncertain is decided by a start: it is there from now on, or never again. Only what
    /// a failed write left may come back with an index that is made again.
    private void settle(long number, Entry entry) throws IOException {
        byte @Nullable [] found = find(number, entry);
        if (entry.fate == Fate.FAILED && found != null) {
            entry.fate = Fate.LIVE;
        } else if (entry.fate == Fate.DELETED) {
            entry.fate = found == null ? Fate.GONE : Fate.LIVE;
        }
        check(number, entry, found);
    }

    private void check(long number) throws IOException {
        Entry entry = entry(number);
        check(number, entry, find(number, entry));
    }

    private void check(long number, Entry entry, byte @Nullable [] found) {
        switch (entry.fate) {
            case LIVE -> assertThat(found).as("%s is gone", context(number)).isNotNull();
            case DELETED, GONE -> assertThat(found).as("%s is back", context(number)).isNull();
            case FAILED, DAMAGED -> {}
        }
        if (found != null) {
            assertThat(Arrays.equals(found, entry.bytes)).as(context(number)).isTrue();
        }
    }

    private byte @Nullable [] find(long number, Entry entry) throws IOException {
        try {
            return PackedSamples.read(store, PackedSamples.ref(number), entry.bytes.length);
        } catch (ShardDamagedException e) {
            boolean missing = e.damage() == ShardDamagedException.Damage.MISSING;
            assertThat(missing || entry.fate == Fate.DAMAGED)
                    .as("%s: %s", context(number), e)
                    .isTrue();
            return null;
        }
    }

    private void assertRemade(Map<byte[], byte[]> before, Map<byte[], byte[]> after) {
        if (with(Fate.DAMAGED).isEmpty() && with(Fate.FAILED).isEmpty()) {
            RemadeIndex.assertSame("seed " + seed, before, after);
        }
    }

    private List<Long> with(Fate fate) {
        return model.keySet().stream().filter(number -> entry(number).fate == fate).toList();
    }

    private Entry entry(long number) {
        return Objects.requireNonNull(model.get(number));
    }

    private String context(long number) {
        return "seed %d, boot %d, shard %d, %s".formatted(seed, boot, number, entry(number).fate);
    }

    private int large() {
        return PackedSamples.TINY.smallBytes() + 1 + random.nextInt(3_000);
    }

    private byte[] content(long number) {
        int small = PackedSamples.TINY.smallBytes();
        int length =
                switch (random.nextInt(6)) {
                    case 0 -> random.nextInt(10);
                    case 1 -> large();
                    default -> random.nextInt(small + 1);
                };
        return PackedSamples.bytes(length, number);
    }
}
