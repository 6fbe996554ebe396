package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.kafka.BucketPartitioner;
import io.cairn.metadata.kafka.LogException;
import io.cairn.metadata.kafka.MetadataNode;
import io.cairn.metadata.kafka.StoreAheadOfLog;
import io.cairn.metadata.store.OlderStore;
import io.cairn.metadata.store.StateDigest;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Preconditions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A fold store whose bytes are not what was written is made again from the log, if that is whole.
class DamagedStoreTest {
    private static final long PAUSE_NANOS = 2_000_000;
    private static final String BUCKET = "photos";
    private static final int PARTITION = BucketPartitioner.partition(BUCKET, LiveLog.PARTITIONS);

    @TempDir Path directory;

    @Test
    void start_withADamagedStore_foldsAgainAndSendsNothingTwice() throws IOException {
        List<StateDigest> before = fill();
        damage();
        try (LiveLog log = new LiveLog(directory);
                MetadataNode node = log.startFold(StoreAheadOfLog.DISCARD)) {
            while (!node.ready()) {
                assertThat(log.fault.get()).isNull();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            assertThat(node.digests()).isEqualTo(before);
            assertThat(FoldCrashTest.changes(log.kafka(), 3))
                    .isEqualTo(Map.of(PARTITION, List.of(0L, 1L, 2L)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void start_withAStoreOfAnEarlierRelease_foldsAgainAndSendsNothingTwice(StoreAheadOfLog beyond) {
        List<StateDigest> before = fill();
        OlderStore.earlier(store());
        try (LiveLog log = new LiveLog(directory);
                MetadataNode node = log.startFold(beyond)) {
            while (!node.ready()) {
                assertThat(log.fault.get()).isNull();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            assertThat(node.digests()).isEqualTo(before);
            assertThat(FoldCrashTest.changes(log.kafka(), 3))
                    .isEqualTo(Map.of(PARTITION, List.of(0L, 1L, 2L)));
        }
    }

    /// It shows that the log has lost its end, whatever its rows look like.
    @Test
    void start_withAnEarlierStoreThatGoesBeyondTheLog_isRefused() {
        fill();
        OlderStore.earlierAndAhead(store(), 1);
        try (LiveLog log = new LiveLog(directory)) {
            assertThatThrownBy(() -> log.startFold(StoreAheadOfLog.REFUSE))
                    .isInstanceOf(LogException.class)
                    .hasMessageContaining("part of the log is lost");
        }
        assertThat(store()).isDirectory();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISCARD")
    void start_withADamagedStoreAndNoWholeJournal_isRefused(StoreAheadOfLog beyond)
            throws IOException {
        fill();
        damage();
        try (LiveLog log = new LiveLog(directory)) {
            assertThatThrownBy(() -> log.startFold(beyond))
                    .isInstanceOf(LogException.class)
                    .hasMessageContainingAll(store().toString(), "no journal", "remove that");
        }
        assertThat(store()).isDirectory();
    }

    @Test
    void start_withADamagedStoreAndALogWithoutItsBeginning_isRefused() throws Exception {
        fill();
        damage();
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings())) {
            TopicPartition place = new TopicPartition(log.topics.namespace(), PARTITION);
            admin.deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(1))).all().get();
            assertThatThrownBy(() -> log.startFold(StoreAheadOfLog.DISCARD))
                    .isInstanceOf(LogException.class)
                    .hasMessageContainingAll(store().toString(), "the log begins at 1");
        }
        assertThat(store()).isDirectory();
    }

    private List<StateDigest> fill() {
        try (LiveFold live = new LiveFold(directory)) {
            BucketImage bucket = LiveFoldTest.create(live, BUCKET);
            for (String key : List.of("a", "b")) {
                live.namespace().append(LiveFoldTest.put(live, bucket, key, Preconditions.NONE));
            }
            assertThat(FoldCrashTest.changes(live.log.kafka(), 3)).hasSize(1);
            return live.node.digests();
        }
    }

    private Path store() {
        return LiveLog.state(directory).resolve("partition-" + PARTITION);
    }

    private void damage() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store(), "MANIFEST*")) {
            for (Path file : files) {
                Files.write(file, new byte[100]);
            }
        }
    }
}
