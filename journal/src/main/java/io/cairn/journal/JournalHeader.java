package io.cairn.journal;

import io.cairn.platform.Check;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The header of a journal file: whose it is, and what was durable in the files before it. Files
/// before `first` do not count any more. `complete` says that the journal then held all that the
/// log did.
record JournalHeader(
        long number,
        long first,
        long generation,
        boolean complete,
        UUID clusterId,
        long salt,
        JournalTopics topics,
        PartitionEnds ends) {
    static final long MAGIC = 0x4341_4952_4e4a_524eL;
    static final short VERSION = 1;
    private static final int CRC_BYTES = 4;
    private static final int TOPICS_MAX = 64;

    /// The header and its copy, as they begin the file.
    ByteBuffer toBytes() {
        ByteBuffer page = ByteBuffer.allocate(JournalHeaderLayout.FIRST_BATCH);
        page.putLong(JournalHeaderLayout.MAGIC, MAGIC)
                .putShort(JournalHeaderLayout.VERSION, VERSION)
                .putLong(JournalHeaderLayout.NUMBER, number)
                .putLong(JournalHeaderLayout.GENERATION, generation)
                .putLong(JournalHeaderLayout.CLUSTER_ID, clusterId.getMostSignificantBits())
                .putLong(JournalHeaderLayout.CLUSTER_ID + 8, clusterId.getLeastSignificantBits())
                .putLong(JournalHeaderLayout.SALT, salt)
                .putLong(JournalHeaderLayout.FIRST, first)
                .putInt(JournalHeaderLayout.COMPLETE, complete ? 1 : 0)
                .putInt(JournalHeaderLayout.TOPICS, topics.topics().size());
        page.position(JournalHeaderLayout.BYTES);
        int slot = 0;
        for (JournalTopic topic : topics.topics()) {
            byte[] name = topic.name().getBytes(StandardCharsets.UTF_8);
            page.putInt(topic.partitions())
                    .putShort((short) (topic.compacted() ? 1 : 0))
                    .putShort((short) name.length)
                    .put(name);
            for (int i = 0; i < topic.partitions(); i++, slot++) {
                page.putLong(ends.offset(slot)).putInt(ends.crc(slot));
            }
        }
        int bytes = page.position() + CRC_BYTES;
        Check.state(bytes <= JournalHeaderLayout.COPY, "a header of %s bytes", bytes);
        page.putInt(JournalHeaderLayout.HEADER_BYTES, bytes);
        page.putInt(crc(page, bytes - CRC_BYTES));
        page.put(JournalHeaderLayout.COPY, page, 0, bytes);
        return page.clear();
    }

    private static int crc(ByteBuffer page, int length) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, length));
        return (int) crc.getValue();
    }

    /// The header at the start of `file`, or its copy; empty if neither is whole. Throws
    /// [JournalException] if it is of a newer version.
    static Optional<JournalHeader> read(DiskFile file) throws IOException {
        ByteBuffer both = ByteBuffer.allocate(JournalHeaderLayout.FIRST_BATCH);
        file.read(both, 0);
        Optional<JournalHeader> first = parse(both.slice(0, JournalHeaderLayout.COPY));
        return first.isPresent()
                ? first
                : parse(both.slice(JournalHeaderLayout.COPY, JournalHeaderLayout.COPY));
    }

    /// Whether the header at the start of `file` and its copy are both whole.
    static boolean isTwice(DiskFile file) throws IOException {
        ByteBuffer both = ByteBuffer.allocate(JournalHeaderLayout.FIRST_BATCH);
        file.read(both, 0);
        return parse(both.slice(0, JournalHeaderLayout.COPY)).isPresent()
                && parse(both.slice(JournalHeaderLayout.COPY, JournalHeaderLayout.COPY))
                        .isPresent();
    }

    /// What the first batch says that the header did, where neither header is whole, for a file of
    /// this number. `ends` are those with that batch, and no file before it is hidden: when a batch
    /// is written, what is to be hidden is gone. Empty if the frame of that batch is not whole; its
    /// records may be damaged, or torn.
    static Optional<JournalHeader> ofFirstBatch(
            DiskFile file, long number, JournalIdentity identity) throws IOException {
        int bytes = JournalFrame.bytes(identity.topics().slots());
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        file.read(frame, JournalHeaderLayout.FIRST_BATCH);
        long salt = frame.getLong(JournalBatchLayout.SALT);
        return JournalFrame.parse(frame, JournalHeaderLayout.FIRST_BATCH, number, salt)
                .map(found ->
                        new JournalHeader(
                                number,
                                0,
                                found.generation(),
                                found.complete(),
                                identity.clusterId(),
                                salt,
                                identity.topics(),
                                found.ends()));
    }

    private static Optional<JournalHeader> parse(ByteBuffer page) {
        int bytes = page.getInt(JournalHeaderLayout.HEADER_BYTES);
        boolean whole =
                page.getLong(JournalHeaderLayout.MAGIC) == MAGIC
                        && bytes >= JournalHeaderLayout.BYTES + CRC_BYTES
                        && bytes <= page.capacity()
                        && page.getInt(bytes - CRC_BYTES) == crc(page, bytes - CRC_BYTES);
        if (!whole) {
            return Optional.empty();
        }
        int version = page.getShort(JournalHeaderLayout.VERSION);
        if (version != VERSION) {
            throw new JournalException(
                    "a journal has format %d, this version knows %d; run a newer version"
                            .formatted(version, VERSION));
        }
        return Optional.of(parseWhole(page));
    }

    private static JournalHeader parseWhole(ByteBuffer page) {
        int count = page.getInt(JournalHeaderLayout.TOPICS);
        Check.state(count <= TOPICS_MAX, "a journal of %s topics", count);
        List<JournalTopic> topics = new ArrayList<>();
        List<ByteBuffer> ends = new ArrayList<>();
        int at = JournalHeaderLayout.BYTES;
        for (int i = 0; i < count; i++) {
            int partitions = page.getInt(at + JournalHeaderLayout.TOPIC_PARTITIONS);
            boolean compacted = page.getShort(at + JournalHeaderLayout.TOPIC_KIND) == 1;
            byte[] name = new byte[page.getShort(at + JournalHeaderLayout.TOPIC_NAME_BYTES)];
            at += JournalHeaderLayout.TOPIC_BYTES;
            page.get(at, name);
            at += name.length;
            topics.add(
                    new JournalTopic(
                            new String(name, StandardCharsets.UTF_8), partitions, compacted));
            for (int p = 0; p < partitions; p++) {
                ends.add(page.slice(at, JournalHeaderLayout.END_BYTES));
                at += JournalHeaderLayout.END_BYTES;
            }
        }
        PartitionEnds known = new PartitionEnds(ends.size());
        for (int slot = 0; slot < ends.size(); slot++) {
            known.set(slot, ends.get(slot).getLong(0), ends.get(slot).getInt(8));
        }
        return new JournalHeader(
                page.getLong(JournalHeaderLayout.NUMBER),
                page.getLong(JournalHeaderLayout.FIRST),
                page.getLong(JournalHeaderLayout.GENERATION),
                page.getInt(JournalHeaderLayout.COMPLETE) == 1,
                new UUID(
                        page.getLong(JournalHeaderLayout.CLUSTER_ID),
                        page.getLong(JournalHeaderLayout.CLUSTER_ID + 8)),
                page.getLong(JournalHeaderLayout.SALT),
                new JournalTopics(topics),
                known);
    }
}
