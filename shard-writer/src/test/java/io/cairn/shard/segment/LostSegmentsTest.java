package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.DriveId;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.ForwardingDisk;
import io.cairn.shard.disk.ForwardingFile;
import io.cairn.shard.index.FillingIndexes;
import io.cairn.shard.index.InMemoryIndexes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compaction of a drive with a segment that the index knows and that cannot be read.
class LostSegmentsTest {
    private static final int SHARDS = 200;
    private static final int BYTES = 1_500;

    /// What one that is mostly empty keeps: the segment that is written to, and one of tombstones.
    private static final int FILES_LEFT_MAX = 3;

    @TempDir Path root;

    private final FillingIndexes indexes = new FillingIndexes(new InMemoryIndexes(new Random(1)));
    private final FailingRemovals disk = new FailingRemovals();

    /// Says of the first removal of a segment that it was done; then either the index has no more
    /// room, or the directory cannot be synced once. One file cannot be read.
    private final class FailingRemovals extends ForwardingDisk {
        private boolean indexFills;
        private boolean syncFails;
        private boolean failsNow;
        private Path unreadable = Path.of("none");

        FailingRemovals() {
            super(new FileSystemDisk());
        }

        @Override
        public DiskFile openShared(Path file) throws IOException {
            return new ForwardingFile(super.openShared(file)) {
                @Override
                public int read(ByteBuffer target, long position) throws IOException {
                    if (file.equals(unreadable)) {
                        throw new IOException("Input/output error");
                    }
                    return super.read(target, position);
                }
            };
        }

        @Override
        public boolean delete(Path file) throws IOException {
            boolean removed = super.delete(file);
            indexes.full |= indexFills;
            failsNow |= syncFails;
            indexFills = false;
            syncFails = false;
            return removed;
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            if (failsNow) {
                failsNow = false;
                throw new IOException("Input/output error");
            }
            super.syncDirectory(directory);
        }
    }

    /// Opens a store that makes batches of several records: one alone wastes half of its page.
    private PackedShardStore open(long boot) throws IOException {
        PackedShardStore store =
                PackedShardStore.openWithoutThreads(
                        root,
                        PackedSamples.boot(boot),
                        PackedSamples.options(disk, indexes, PackedSamples.TINY, boot));
        store.segments().gather(true);
        return store;
    }

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("segments"))) {
            return files.sorted().toList();
        }
    }

    private static void submit(PackedShardStore store, int number) throws IOException {
        byte[] bytes = PackedSamples.bytes(BYTES, number);
        store.submit(
                PackedSamples.made(PackedSamples.ref(number)),
                bytes,
                0,
                BYTES,
                failure -> assertThat(failure).isNull());
    }

    private static void delete(PackedShardStore store, IntPredicate which) throws IOException {
        for (int number = 0; number < SHARDS; number++) {
            if (which.test(number)) {
                assertThat(store.delete(PackedSamples.ref(number))).isTrue();
            }
        }
        store.syncDeletions();
    }

    private static void compactAll(PackedShardStore store) throws IOException {
        int compacted = 0;
        while (store.segments().compact()) {
            compacted++;
            assertThat(compacted).isLessThan(SHARDS);
        }
    }

    /// Leaves a store of many segments behind, and says which is the first.
    private Path writeSegments() throws IOException {
        try (PackedShardStore store = open(1)) {
            for (int number = 0; number < SHARDS; number++) {
                submit(store, number);
            }
            store.segments().barrier();
        }
        assertThat(segmentFiles()).hasSizeGreaterThan(2 * FILES_LEFT_MAX);
        return segmentFiles().getFirst();
    }

    private static void damageHeader(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[SegmentHeaderLayout.SALT] ^= 1;
        bytes[SegmentHeaderLayout.COPY + SegmentHeaderLayout.SALT] ^= 1;
        Files.write(segment, bytes);
    }

    @Test
    void compaction_afterARemovalThatTheIndexDidNotLearnOf_goesOn() throws IOException {
        writeSegments();
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            delete(store, number -> true);
            disk.indexFills = true;
            assertThatThrownBy(() -> compactAll(store)).isInstanceOf(IOException.class);
            indexes.full = false;
            compactAll(store);
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX);
            assertThat(store.segments().ledger().segments()).hasSameSizeAs(segmentFiles());
        }
    }

    /// Reads of other segments have it closed, so that it cannot be opened any more.
    @Test
    void compaction_afterARemovalThatWasNotSynced_goesOn() throws IOException {
        writeSegments();
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            IntPredicate kept = number -> number % 30 == 29;
            delete(store, kept.negate());
            disk.syncFails = true;
            assertThatThrownBy(() -> compactAll(store)).isInstanceOf(IOException.class);
            for (int round = 0; round < 3; round++) {
                assertHolds(store, kept);
            }
            compactAll(store);
            assertHolds(store, kept);
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX);
            assertThat(store.segments().ledger().segments()).hasSameSizeAs(segmentFiles());
        }
    }

    @Test
    void compaction_besideASegmentThatFails_goesOnAndTriesThatAgain() throws IOException {
        Path failing = writeSegments();
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            delete(store, number -> true);
            disk.unreadable = failing;
            assertThatThrownBy(() -> compactAll(store)).hasMessage("Input/output error");
            assertThatThrownBy(() -> compactAll(store)).hasMessage("Input/output error");
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX + 1);
            disk.unreadable = root;
            compactAll(store);
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX);
        }
    }

    @Test
    void segment_withADamagedHeaderBesideOneThatFails_isRemoved() throws IOException {
        Path damaged = writeSegments();
        damageHeader(damaged);
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            delete(store, number -> true);
            disk.unreadable = segmentFiles().get(1);
            assertThatThrownBy(() -> compactAll(store)).hasMessage("Input/output error");
            assertThatThrownBy(() -> compactAll(store)).hasMessage("Input/output error");
            assertThat(damaged).doesNotExist();
        }
    }

    private static void assertHolds(PackedShardStore store, IntPredicate which) throws IOException {
        for (int number = 0; number < SHARDS; number++) {
            if (which.test(number)) {
                assertThat(PackedSamples.read(store, PackedSamples.ref(number), BYTES))
                        .isEqualTo(PackedSamples.bytes(BYTES, number));
            }
        }
    }

    @Test
    void segment_withADamagedHeaderAndNothingThatIsNeeded_isRemoved() throws IOException {
        Path first = writeSegments();
        damageHeader(first);
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            delete(store, number -> true);
            compactAll(store);
            assertThat(first).doesNotExist();
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX);
            assertThat(store.segments().ledger().segments()).hasSameSizeAs(segmentFiles());
        }
    }

    @Test
    void segment_withADamagedHeaderAndAShardThatLives_isLeftAloneAndHoldsNothingBack()
            throws IOException {
        Path first = writeSegments();
        damageHeader(first);
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            delete(store, number -> number > 0);
            compactAll(store);
            assertThat(first).exists();
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX + 1);
        }
    }

    /// Without them an index that is made again would bring the shards back.
    @Test
    void segment_withADamagedHeaderAndTombstonesThatAreNeeded_isLeftAlone() throws IOException {
        writeSegments();
        try (PackedShardStore store = open(2)) {
            submit(store, SHARDS);
            store.delete(PackedSamples.ref(0));
            store.syncDeletions();
        }
        Path last = segmentFiles().getLast();
        damageHeader(last);
        try (PackedShardStore store = open(3)) {
            store.markSwept();
            store.delete(PackedSamples.ref(SHARDS));
            store.syncDeletions();
            compactAll(store);
            assertThat(last).exists();
        }
    }

    /// An index that was made again without the segment says nothing of the shards in it.
    @Test
    void segment_withADamagedHeaderThatTheIndexDoesNotKnow_isLeftAlone() throws IOException {
        Path first = writeSegments();
        damageHeader(first);
        indexes.recreate(root);
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            int inFirst = (int) IntStream.range(0, SHARDS).filter(n -> absent(store, n)).count();
            assertThat(inFirst).isPositive();
            delete(store, number -> number >= inFirst);
            compactAll(store);
            assertThat(first).exists();
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX + 1);
        }
    }

    private static boolean absent(PackedShardStore store, int number) {
        try {
            return !PackedSamples.exists(store, PackedSamples.ref(number), BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void segment_inTheFileOfOneOfAnotherDrive_isLeftAlone() throws IOException {
        Path first = writeSegments();
        DriveId other = new DriveId(new UUID(7, 7));
        byte[] bytes = Files.readAllBytes(first);
        new SegmentName(1, 1, other, 7).page().get(0, bytes, 0, SegmentHeaderLayout.PAGE_BYTES);
        Files.write(first, bytes);
        try (PackedShardStore store = open(2)) {
            store.markSwept();
            delete(store, number -> true);
            compactAll(store);
            assertThat(first).hasBinaryContent(bytes);
            assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(FILES_LEFT_MAX + 1);
        }
    }
}
