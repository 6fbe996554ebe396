package io.cairn.cli.kafka;

import io.cairn.metadata.client.AvroRecordFormats;
import io.cairn.metadata.start.MetadataConfig;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.StoreMemory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// A process that folds a log until only so many records are left, and then ends in one of several
/// ways. Says first how it found each store. Run by [FoldCrashTest].
final class FoldCrash {
    static final int HALTED = 9;
    private static final String GROUP = "cairn.fold";
    private static final long PAUSE_NANOS = 200_000;

    /// How it ends.
    enum End {
        /// As `kill -9` would: the store lies behind the committed offsets.
        HALT,
        /// The same while a store that was made durable lies ahead of them.
        FLUSH_AND_HALT,
        /// As it should: both are equal.
        CLOSE
    }

    /// Where a store was found, compared with the committed offset.
    enum Found {
        BEHIND,
        EQUAL,
        AHEAD
    }

    private FoldCrash() {}

    /// Arguments: directory, [End], how many records may be left, how many there are.
    public static void main(String[] args) throws ExecutionException, InterruptedException {
        Path directory = Path.of(args[0]);
        long left = Long.parseLong(args[2]);
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings())) {
            long stored = report(log, admin, directory);
            try (MetadataNode node = log.startFold()) {
                while (node.lag() > left) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                switch (End.valueOf(args[1])) {
                    case HALT -> haltBehind(admin, stored);
                    case FLUSH_AND_HALT -> haltAhead(node, admin, Long.parseLong(args[3]));
                    case CLOSE -> {}
                }
            }
        }
        System.exit(0);
    }

    /// Halts once more is committed than the stores held durably at the start.
    private static void haltBehind(Admin admin, long stored)
            throws ExecutionException, InterruptedException {
        while (sum(committed(admin)) <= stored) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Runtime.getRuntime().halt(HALTED);
    }

    /// Halts when the stores hold durably more than is committed, unless a commit comes in between.
    private static void haltAhead(MetadataNode node, Admin admin, long records)
            throws ExecutionException, InterruptedException {
        long folded;
        do {
            folded = records - node.lag();
            node.flush();
        } while (sum(committed(admin)) >= folded);
        Runtime.getRuntime().halt(HALTED);
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<Integer, Long> committed(Admin admin)
            throws ExecutionException, InterruptedException {
        Map<Integer, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> all =
                admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
        all.forEach((place, offset) -> offsets.put(place.partition(), offset.offset()));
        return offsets;
    }

    /// Prints how the stores were found; how many records they hold together.
    private static long report(LiveLog log, Admin admin, Path directory)
            throws ExecutionException, InterruptedException {
        Map<Integer, Long> committed = committed(admin);
        MetadataConfig.Memory memory = MetadataConfig.Memory.DEFAULT;
        long stored = 0;
        for (int number = 0; number < LiveLog.PARTITIONS; number++) {
            try (StoreMemory shared = new StoreMemory(memory.cacheBytes(), memory.memtableBytes());
                    FoldPartition partition =
                            new FoldPartition(
                                    number,
                                    LiveLog.state(directory).resolve("partition-" + number),
                                    shared,
                                    new AvroRecordFormats(log.topics, log.registry))) {
                partition.open();
                long next = partition.mark().position() + 1;
                long offset = committed.getOrDefault(number, 0L);
                Found found =
                        next < offset ? Found.BEHIND : next > offset ? Found.AHEAD : Found.EQUAL;
                System.out.println("found " + found + ": " + next + " of " + offset);
                stored += next;
            }
        }
        return stored;
    }
}
