package io.cairn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFormatTest {
    private static final JournalTopics TOPICS =
            new JournalTopics(
                    List.of(
                            new JournalTopic("cairn.namespace", 2, false),
                            new JournalTopic("_schemas", 1, true)));
    private static final JournalIdentity IDENTITY =
            new JournalIdentity(new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L), TOPICS);
    private static final int RECORDS = 30;

    @TempDir Path directory;

    private final FileSystemDisk disk = new FileSystemDisk();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Journal open() throws IOException {
        Journal.make(disk, directory.resolve("journal"));
        return Journal.open(
                disk,
                directory.resolve("journal"),
                IDENTITY,
                new JournalSettings(1 << 20, 0),
                new Random(3));
    }

    private JournalReader reader(JournalIdentity identity) {
        return new JournalReader(disk, directory.resolve("journal"), identity);
    }

    @Test
    void fields_asDrawn_followEachOtherWithoutGap() {
        int[] header = {
            JournalHeaderLayout.MAGIC,
            8,
            JournalHeaderLayout.VERSION,
            2,
            JournalHeaderLayout.ZERO,
            2,
            JournalHeaderLayout.HEADER_BYTES,
            4,
            JournalHeaderLayout.NUMBER,
            8,
            JournalHeaderLayout.GENERATION,
            8,
            JournalHeaderLayout.CLUSTER_ID,
            16,
            JournalHeaderLayout.SALT,
            8,
            JournalHeaderLayout.FIRST,
            8,
            JournalHeaderLayout.COMPLETE,
            4,
            JournalHeaderLayout.TOPICS,
            4
        };
        assertFollowing(header, JournalHeaderLayout.BYTES);
        int[] topic = {
            JournalHeaderLayout.TOPIC_PARTITIONS,
            4,
            JournalHeaderLayout.TOPIC_KIND,
            2,
            JournalHeaderLayout.TOPIC_NAME_BYTES,
            2
        };
        assertFollowing(topic, JournalHeaderLayout.TOPIC_BYTES);
        int[] record = {
            JournalRecordLayout.RECORD_BYTES, 4, JournalRecordLayout.TOPIC, 2,
            JournalRecordLayout.PARTITION, 2, JournalRecordLayout.OFFSET, 8,
            JournalRecordLayout.TIMESTAMP, 8, JournalRecordLayout.KEY_BYTES, 4,
            JournalRecordLayout.VALUE_BYTES, 4, JournalRecordLayout.CRC, 4
        };
        assertFollowing(record, JournalRecordLayout.BYTES);
    }

    @Test
    void fieldsOfAFrame_asDrawn_followEachOtherWithoutGap() {
        int[] frame = {
            JournalBatchLayout.MAGIC,
            8,
            JournalBatchLayout.NUMBER,
            8,
            JournalBatchLayout.OFFSET,
            8,
            JournalBatchLayout.WRITTEN_WITH,
            8,
            JournalBatchLayout.SALT,
            8,
            JournalBatchLayout.GENERATION,
            8,
            JournalBatchLayout.COMPLETE,
            4,
            JournalBatchLayout.PAYLOAD_BYTES,
            4,
            JournalBatchLayout.PAYLOAD_CRC,
            4,
            JournalBatchLayout.CRC,
            4
        };
        assertFollowing(frame, JournalBatchLayout.BYTES);
        int[] frameOfTwo = {0, JournalBatchLayout.BYTES, JournalBatchLayout.BYTES, 2 * (8 + 4)};
        assertFollowing(frameOfTwo, JournalFrame.bytes(2));
    }

    private static void assertFollowing(int[] offsetsAndLengths, int total) {
        int next = 0;
        for (int i = 0; i < offsetsAndLengths.length; i += 2) {
            assertThat(offsetsAndLengths[i]).isEqualTo(next);
            next += offsetsAndLengths[i + 1];
        }
        assertThat(next).isEqualTo(total);
    }

    @Test
    void journal_ofKnownRecords_isTheGoldenOne() throws IOException {
        JournalBatch.Builder first = new JournalBatch.Builder(TOPICS);
        first.add(2, 4, 1_750_000_000_000L, bytes("k"), bytes("schema"));
        first.add(1, 0, 1_750_000_000_001L, bytes("stones/a"), bytes("event"));
        JournalBatch.Builder second = new JournalBatch.Builder(TOPICS);
        second.add(1, 1, 1_750_000_000_002L, bytes("stones/b"), null);
        try (Journal journal = open()) {
            journal.append(List.of(first.build(), second.build()), 7, true);
        }
        byte[] file = Files.readAllBytes(directory.resolve("journal/0000000000000001.jrn"));
        byte[] header = Arrays.copyOf(file, JournalHeaderLayout.COPY);
        byte[] copy =
                Arrays.copyOfRange(file, JournalHeaderLayout.COPY, JournalHeaderLayout.FIRST_BATCH);
        assertThat(copy).isEqualTo(header);
        assertThat(hex(header)).isEqualTo(golden("journal-header.hex"));
        byte[] batches = Arrays.copyOfRange(file, JournalHeaderLayout.FIRST_BATCH, file.length);
        assertThat(hex(batches)).isEqualTo(golden("journal-batches.hex"));
    }

    /// In lines of 16 bytes, without the zeros at the end.
    private static String hex(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at += 16) {
            int end = Math.min(length, at + 16);
            text.append(HexFormat.of().formatHex(bytes, at, end)).append('\n');
        }
        return text.toString();
    }

    private static String golden(String name) throws IOException {
        try (var in = JournalFormatTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void write() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < RECORDS; i++) {
                JournalBatch.Builder batch = new JournalBatch.Builder(TOPICS);
                batch.add(0, i, i, bytes("key" + i), bytes("value" + i));
                journal.append(List.of(batch.build()), 1, true);
            }
        }
    }

    @Test
    void state_ofAnotherClusterOrNumberOfPartitions_isRefused() throws IOException {
        write();
        JournalIdentity stranger = new JournalIdentity(new UUID(9, 9), TOPICS);
        assertThatThrownBy(() -> reader(stranger).state())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("remove that directory");
        JournalIdentity wider =
                new JournalIdentity(
                        IDENTITY.clusterId(),
                        new JournalTopics(
                                List.of(
                                        new JournalTopic("cairn.namespace", 3, false),
                                        new JournalTopic("_schemas", 1, true))));
        assertThatThrownBy(() -> reader(wider).state()).isInstanceOf(JournalException.class);
    }

    @Test
    void state_withANewTopic_keepsWhatIsKnownOfTheOthers() throws IOException {
        write();
        List<JournalTopic> topics = new ArrayList<>(TOPICS.topics());
        topics.addFirst(new JournalTopic("cairn.iam", 1, true));
        JournalIdentity more = new JournalIdentity(IDENTITY.clusterId(), new JournalTopics(topics));
        JournalState state = reader(more).state();
        assertThat(state.ends().offset(0)).isZero();
        assertThat(state.ends().offset(1)).isEqualTo(RECORDS);
    }

    @Test
    void append_behindAGap_isRefused() throws IOException {
        JournalBatch.Builder batch = new JournalBatch.Builder(TOPICS);
        batch.add(0, 5, 0, null, bytes("v"));
        try (Journal journal = open()) {
            assertThatThrownBy(() -> journal.append(List.of(batch.build()), 1, true))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cairn.namespace-0 goes on at 5");
        }
    }
}
