package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.Check;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardRead;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.ForwardingDisk;
import io.cairn.shard.index.InMemoryIndexes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
    /// 10 GiB written into a working set of 2 GiB, 256 MiB a segment, must stay under 4 GiB; here
    /// all is `-Dcairn.packed.scale` times smaller, 64 by default.
    private static final int SCALE = Integer.getInteger("cairn.packed.scale", 64);

    private static final long WRITTEN = (10L << 30) / SCALE;
    private static final long WORKING_SET = (2L << 30) / SCALE;
    private static final long BOUND = (4L << 30) / SCALE;
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    256 << 10,
                    Math.max(4L << 20, (256L << 20) / SCALE),
                    new SegmentSettings.Batches(1 << 20, 256, 64 << 10),
                    16L << 20,
                    64,
                    new SegmentSettings.Compaction(0.5, Long.MAX_VALUE));

    @TempDir Path root;

    private record Written(ShardRef shard, int length) {}

    private PackedShardStore open(SegmentSettings settings) throws IOException {
        return PackedShardStore.openWithoutThreads(
                root,
                PackedSamples.boot(1),
                PackedSamples.options(
                        new FileSystemDisk(), new InMemoryIndexes(new Random(1)), settings, 1));
    }

    private long usedBytes() throws IOException {
        long used = 0;
        try (Stream<Path> files = Files.list(root.resolve("segments"))) {
            for (Path file : files.toList()) {
                used += Files.size(file);
            }
        }
        return used;
    }

    @Test
    void workingSet_thatIsOverwritten_staysBounded() throws IOException {
        Random random = new Random(4711);
        Deque<Written> live = new ArrayDeque<>();
        long written = 0;
        long held = 0;
        long most = 0;
        try (PackedShardStore store = open(SETTINGS)) {
            for (long number = 0; written < WRITTEN; number++) {
                if (number % 16 == 0) {
                    store.segments().gather(false);
                    store.segments().barrier();
                    while (store.segments().compact()) {
                        most = Math.max(most, usedBytes());
                    }
                    most = Math.max(most, usedBytes());
                    store.segments().gather(true);
                }
                int length = 1 + random.nextInt(128 << 10);
                Written next = new Written(PackedSamples.ref(number), length);
                byte[] bytes = PackedSamples.bytes(length, number);
                store.submit(
                        PackedSamples.made(next.shard()),
                        bytes,
                        0,
                        length,
                        failure -> assertThat(failure).isNull());
                live.add(next);
                held += length;
                written += length;
                while (held > WORKING_SET) {
                    // Mostly the oldest goes, but some stay for long.
                    Written gone = live.removeFirst();
                    if (random.nextInt(10) == 0) {
                        live.addLast(gone);
                    } else {
                        assertThat(store.delete(gone.shard())).isTrue();
                        held -= gone.length();
                    }
                }
            }
            store.syncDeletions();
            assertThat(most).isBetween(WORKING_SET, BOUND);
            for (Written each : live) {
                long number = each.shard().blob().value().getLeastSignificantBits();
                assertThat(PackedSamples.read(store, each.shard(), each.length()))
                        .isEqualTo(PackedSamples.bytes(each.length(), number));
            }
        }
    }

    @Test
    void reader_ofASegmentThatIsCompacted_goesOn() throws IOException {
        try (PackedShardStore store = open(PackedSamples.TINY)) {
            int length = 1_500;
            for (int number = 0; number < 60; number++) {
                byte[] bytes = PackedSamples.bytes(length, number);
                store.write(PackedSamples.made(PackedSamples.ref(number)), bytes, 0, length);
            }
            RecordLocation before = store.segments().ledger().place(PackedSamples.ref(0));
            try (ShardRead read =
                    store.open(PackedSamples.expected(PackedSamples.ref(0), length))) {
                for (int number = 1; number < 60; number++) {
                    store.delete(PackedSamples.ref(number));
                }
                store.syncDeletions();
                while (store.segments().compact()) {
                    assertThat(usedBytes()).isPositive();
                }
                assertThat(store.segments().ledger().place(PackedSamples.ref(0)))
                        .isNotEqualTo(before);
                byte[] bytes = new byte[length];
                read.read(0, ByteBuffer.wrap(bytes), 0, length);
                assertThat(bytes).isEqualTo(PackedSamples.bytes(length, 0));
            }
            assertThat(PackedSamples.read(store, PackedSamples.ref(0), length))
                    .isEqualTo(PackedSamples.bytes(length, 0));
        }
    }

    @Test
    @Timeout(60)
    void compaction_thatABugEnds_goesOnAfterALongPause() throws Exception {
        AtomicBoolean bug = new AtomicBoolean(true);
        AtomicBoolean removed = new AtomicBoolean();
        List<Long> pauses = new ArrayList<>();
        Disk disk =
                new ForwardingDisk(new FileSystemDisk()) {
                    @Override
                    public boolean delete(Path path) throws IOException {
                        if (path.startsWith(root.resolve("segments"))) {
                            Check.state(!bug.getAndSet(false), "a bug");
                            removed.set(true);
                        }
                        return super.delete(path);
                    }
                };
        InMemoryIndexes indexes = new InMemoryIndexes(new Random(1));
        try (PackedShardStore store =
                PackedShardStore.openWithoutThreads(
                        root,
                        PackedSamples.boot(1),
                        PackedSamples.options(disk, indexes, PackedSamples.TINY, 1))) {
            int length = 1_500;
            for (int number = 0; number < 60; number++) {
                byte[] bytes = PackedSamples.bytes(length, number);
                store.write(PackedSamples.made(PackedSamples.ref(number)), bytes, 0, length);
            }
            for (int number = 1; number < 60; number++) {
                store.delete(PackedSamples.ref(number));
            }
            store.syncDeletions();
            store.segments().compactRound(pauses::add);
            assertThat(removed).isFalse();
            store.segments().compactRound(pauses::add);
            assertThat(removed).isTrue();
            assertThat(pauses).containsExactly(10_000L, 250L);
            assertThat(PackedSamples.read(store, PackedSamples.ref(0), length))
                    .isEqualTo(PackedSamples.bytes(length, 0));
        }
        assertThat(bug).isFalse();
    }
}
