package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalException;
import io.cairn.journal.JournalIdentity;
import io.cairn.journal.JournalReader;
import io.cairn.journal.JournalSettings;
import io.cairn.journal.JournalTopic;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.kafka.LogRestore;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.TopicProvisioner;
import io.cairn.platform.kafka.TopicSpec;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logs that are made again from journals, on a real broker.
class LogRestoreTest {
    private static final long TIME = 1_750_000_000_000L;
    private static final AtomicInteger TOPICS_MADE = new AtomicInteger();

    @TempDir static Path brokerDirectory;
    private static LiveLog log;
    private static Admin admin;

    @TempDir Path directory;

    private final FileSystemDisk disk = new FileSystemDisk();
    private JournalTopics topics;
    private JournalIdentity identity;

    @BeforeAll
    static void start() {
        log = new LiveLog(brokerDirectory);
        admin = Admin.create(log.kafka().settings());
    }

    @AfterAll
    static void stop() {
        admin.close();
        log.close();
    }

    @BeforeEach
    void makeTopics() {
        int number = TOPICS_MADE.incrementAndGet();
        String whole = "whole" + number;
        String compacted = "compacted" + number;
        new TopicProvisioner(admin)
                .provision(
                        List.of(
                                new TopicSpec(whole, 2, (short) 1, Map.of()),
                                new TopicSpec(compacted, 1, (short) 1, Map.of())));
        topics =
                new JournalTopics(
                        List.of(
                                new JournalTopic(whole, 2, false),
                                new JournalTopic(compacted, 1, true)));
        identity = new JournalIdentity(new UUID(1, 2), topics);
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    /// Writes records of these offsets of a slot to the journal, each in a batch of its own.
    private void journal(String name, long generation, int slot, long... offsets)
            throws IOException {
        Journal.make(disk, path(name));
        try (Journal journal =
                Journal.open(disk, path(name), identity, JournalSettings.DEFAULT, new Random(3))) {
            for (long offset : offsets) {
                journal.append(List.of(batch(slot, offset)), generation, true);
            }
        }
    }

    /// Writes records that follow each other in these slots, each in a batch and a write of its
    /// own.
    private void journalOfSlots(String name, long generation, int... slots) throws IOException {
        Journal.make(disk, path(name));
        long[] next = new long[topics.slots()];
        try (Journal journal =
                Journal.open(disk, path(name), identity, JournalSettings.DEFAULT, new Random(3))) {
            for (int slot : slots) {
                journal.append(List.of(batch(slot, next[slot]++)), generation, true);
            }
        }
    }

    private JournalBatch batch(int slot, long offset) {
        JournalBatch.Builder batch = new JournalBatch.Builder(topics);
        batch.add(slot, offset, TIME + offset, bytes("k" + offset), bytes("v" + offset));
        return batch.build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long[] upTo(int end) {
        long[] offsets = new long[end];
        for (int i = 0; i < end; i++) {
            offsets[i] = i;
        }
        return offsets;
    }

    private LogRestore restore(String... names) throws IOException {
        List<LogRestore.Source> sources = new ArrayList<>();
        for (String name : names) {
            JournalReader reader = new JournalReader(disk, path(name), identity);
            sources.add(new LogRestore.Source(name, reader, reader.state()));
        }
        return new LogRestore(topics, log.kafka().settings(), sources, MonotonicClock.SYSTEM);
    }

    /// The values of a slot's records; keys, times and offsets are checked on the way.
    private List<String> values(int slot, int count) {
        Map<String, Object> settings = new HashMap<>(log.kafka().settings());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        TopicPartition place =
                new TopicPartition(
                        topics.partitions().get(slot).topic(),
                        topics.partitions().get(slot).partition());
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            assertThat(consumer.endOffsets(List.of(place))).containsEntry(place, (long) count);
            while (values.size() < count) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    assertThat(each.offset()).isEqualTo(values.size());
                    String value = new String(each.value(), StandardCharsets.UTF_8);
                    assertThat(each.key()).isEqualTo(bytes(value.replace('v', 'k')));
                    assertThat(each.timestamp())
                            .isEqualTo(TIME + Long.parseLong(value.substring(1)));
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static List<String> expected(long... offsets) {
        List<String> values = new ArrayList<>();
        for (long offset : offsets) {
            values.add("v" + offset);
        }
        return values;
    }

    @Test
    void run_onAnEmptyLog_givesEveryRecordItsOffsetTimeAndKey() throws IOException {
        journal("a", 1, 0, upTo(40));
        journal("a", 1, 1, upTo(3));
        LogRestore restore = restore("a", "empty");
        restore.checkWhole();
        assertThat(restore.any()).isTrue();
        assertThat(restore.run(admin, false)).isEqualTo(43);
        assertThat(values(0, 40)).isEqualTo(expected(upTo(40)));
        assertThat(values(1, 3)).isEqualTo(expected(upTo(3)));
        assertThat(restore("a").run(admin, false)).isZero();
    }

    @Test
    void run_onALogWithoutItsTail_appendsTheTail() throws IOException {
        journal("a", 1, 0, upTo(20));
        restore("a").run(admin, false);
        journal("b", 2, 0, upTo(50));
        assertThat(restore("a", "b").run(admin, false)).isEqualTo(30);
        assertThat(values(0, 50)).isEqualTo(expected(upTo(50)));
    }

    @Test
    void run_whereCompactionLeftGaps_keepsTheOffsets() throws IOException {
        journal("a", 1, 2, 2, 3, 6);
        restore("a").run(admin, false);
        assertThat(values(2, 7)).isEqualTo(expected(2, 2, 2, 3, 6, 6, 6));
    }

    @Test
    void run_fromDamagedJournals_takesEachRecordFromOneThatIsWhole() throws IOException {
        journal("a", 1, 0, upTo(30));
        journal("b", 1, 0, upTo(30));
        damage("a", 5);
        damage("b", 17);
        damage("a", 25);
        restore("a", "b").run(admin, false);
        assertThat(values(0, 30)).isEqualTo(expected(upTo(30)));
    }

    @Test
    void run_whereNoCopyOfARecordIsWhole_isRefused() throws IOException {
        journal("a", 1, 0, upTo(30));
        journal("b", 1, 0, upTo(30));
        damage("a", 17);
        damage("b", 17);
        LogRestore restore = restore("a", "b");
        assertThatThrownBy(() -> restore.run(admin, false))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("record 17 of whole");
    }

    @Test
    void run_whereTheLastRecordOfAPartitionIsWholeInNoJournal_isRefused() throws IOException {
        journalOfSlots("a", 1, 1, 0, 0, 0);
        damage("a", 0);
        for (boolean all : new boolean[] {true, false, true}) {
            LogRestore restore = restore("a");
            assertThatThrownBy(() -> restore.run(admin, all))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("record 0 of " + topics.partitions().get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void run_whereAnotherJournalHoldsTheLastRecordOfAPartition_takesItFromThere(long generation)
            throws IOException {
        journalOfSlots("a", 2, 1, 0, 0, 0);
        journalOfSlots("b", generation, 1, 0);
        damage("a", 0);
        restore("a", "b").run(admin, true);
        assertThat(values(0, 3)).isEqualTo(expected(upTo(3)));
        assertThat(values(1, 1)).isEqualTo(expected(upTo(1)));
    }

    @Test
    void run_whereAnOlderJournalHoldsAnotherLastRecordOfAPartition_isRefused() throws IOException {
        journalOfSlots("a", 2, 1, 0, 0, 0);
        damage("a", 0);
        Journal.make(disk, path("b"));
        try (Journal journal =
                Journal.open(disk, path("b"), identity, JournalSettings.DEFAULT, new Random(3))) {
            JournalBatch.Builder batch = new JournalBatch.Builder(topics);
            batch.add(1, 0, TIME, bytes("other"), bytes("other"));
            journal.append(List.of(batch.build()), 1, true);
        }
        LogRestore restore = restore("a", "b");
        assertThatThrownBy(() -> restore.run(admin, true))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("record 0 of " + topics.partitions().get(1));
    }

    @Test
    void run_withATornLastWrite_dropsIt() throws IOException {
        Journal.make(disk, path("a"));
        try (Journal journal =
                Journal.open(disk, path("a"), identity, JournalSettings.DEFAULT, new Random(3))) {
            journal.append(List.of(batch(0, 0)), 1, true);
            journal.append(List.of(batch(0, 1)), 1, true);
            journal.append(List.of(batch(0, 2), batch(1, 0)), 1, true);
        }
        damage("a", 2);
        assertThat(restore("a").run(admin, true)).isEqualTo(2);
        assertThat(values(0, 2)).isEqualTo(expected(upTo(2)));
        assertThat(values(1, 0)).isEmpty();
    }

    @Test
    void run_whereTheLastWriteBeforeATornOneIsDamaged_isRefused() throws IOException {
        journal("a", 1, 0, upTo(3));
        damage("a", 1);
        damage("a", 2);
        LogRestore restore = restore("a");
        assertThatThrownBy(() -> restore.run(admin, true))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("record 1 of whole");
    }

    /// Flips a bit of the value of the first record with this offset.
    private void damage(String name, int record) throws IOException {
        Path file = path(name).resolve("0000000000000001.jrn");
        byte[] bytes = Files.readAllBytes(file);
        byte[] value = bytes("k" + record + "v" + record);
        int at = 0;
        while (!Arrays.equals(bytes, at, at + value.length, value, 0, value.length)) {
            at++;
        }
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void run_onALogOfAnotherHistory_isRefused() throws IOException {
        journal("a", 1, 0, upTo(5));
        restore("a").run(admin, false);
        Journal.make(disk, path("b"));
        try (Journal journal =
                Journal.open(disk, path("b"), identity, JournalSettings.DEFAULT, new Random(3))) {
            JournalBatch.Builder batch = new JournalBatch.Builder(topics);
            for (int i = 0; i < 8; i++) {
                batch.add(0, i, TIME, bytes("other"), bytes("other"));
            }
            journal.append(List.of(batch.build()), 2, true);
        }
        LogRestore restore = restore("b");
        assertThatThrownBy(() -> restore.run(admin, false))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("different histories");
    }

    @Test
    void run_withAnOlderJournalThatWentFurther_endsWhereTheNewestDoes() throws IOException {
        journal("old", 1, 0, upTo(12));
        journal("new", 2, 0, upTo(10));
        restore("old", "new").run(admin, false);
        assertThat(values(0, 10)).isEqualTo(expected(upTo(10)));
    }

    @Test
    void checkWhole_whenTheNewestWasBeingFilled_isRefused() throws IOException {
        journal("old", 1, 0, upTo(12));
        Journal.make(disk, path("new"));
        try (Journal journal =
                Journal.open(disk, path("new"), identity, JournalSettings.DEFAULT, new Random(3))) {
            JournalBatch.Builder batch = new JournalBatch.Builder(topics);
            batch.add(0, 0, TIME, bytes("k0"), bytes("v0"));
            journal.append(List.of(batch.build()), 2, false);
        }
        LogRestore restore = restore("old", "new");
        assertThat(restore.any()).isTrue();
        assertThat(restore.whole()).isFalse();
        assertThat(restore("old").whole()).isTrue();
        assertThatThrownBy(restore::checkWhole)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("still being filled");
    }
}
