package io.cairn.metadata.start;

import io.cairn.platform.kafka.TopicSpec;
import io.cairn.platform.kafka.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the fold's topics have to be configured.
public final class NamespaceTopics {
    private static final String SEGMENT_BYTES = String.valueOf(Topics.SEGMENT_BYTES);
    private static final String WEEK_MILLIS = String.valueOf(7L * 24 * 60 * 60 * 1000);

    /// How long a drive may be away and still learn which of its shards to reclaim.
    private static final String QUARTER_MILLIS = String.valueOf(90L * 24 * 60 * 60 * 1000);

    private static final String FOREVER = "-1";
    private static final String FLUSH_MESSAGES = "flush.messages";
    private static final String NEVER = String.valueOf(Long.MAX_VALUE);

    private NamespaceTopics() {}

    /// The topics with `partitions` partitions each and `replicas` replicas. A single replica is
    /// synced before every acknowledgement, since then nothing else holds the record; that of
    /// `namespace` is not, but the fold syncs it before it goes on ([LogSync]). There `reclaim`,
    /// which one consumer reads, has one partition: each partition of a transaction is synced
    /// twice.
    public static List<TopicSpec> specs(Topics topics, int partitions, short replicas) {
        Map<String, String> durable = new HashMap<>();
        durable.put("max.message.bytes", String.valueOf(Topics.RECORD_BYTES_MAX));
        durable.put("segment.bytes", SEGMENT_BYTES);
        // A record is kept even if its time lies in the future: the clock may have been set back.
        durable.put("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE));
        durable.put("min.insync.replicas", replicas > 1 ? "2" : "1");
        durable.put("unclean.leader.election.enable", "false");
        if (replicas == 1) {
            durable.put(FLUSH_MESSAGES, "1");
        }
        Map<String, String> kept =
                with(
                        durable,
                        Map.of(
                                "cleanup.policy", "delete",
                                "retention.ms", FOREVER,
                                "retention.bytes", FOREVER));
        if (replicas == 1) {
            kept.put(FLUSH_MESSAGES, NEVER);
        }
        return List.of(
                new TopicSpec(topics.namespace(), partitions, replicas, kept),
                new TopicSpec(
                        topics.changes(),
                        partitions,
                        replicas,
                        with(
                                durable,
                                Map.of("cleanup.policy", "delete", "retention.ms", WEEK_MILLIS))),
                new TopicSpec(
                        topics.buckets(),
                        partitions,
                        replicas,
                        with(durable, Map.of("cleanup.policy", "compact"))),
                new TopicSpec(
                        topics.reclaim(),
                        replicas == 1 ? 1 : partitions,
                        replicas,
                        with(
                                durable,
                                Map.of("cleanup.policy", "delete", "retention.ms", QUARTER_MILLIS)),
                        false),
                new TopicSpec(
                        topics.heal(),
                        partitions,
                        replicas,
                        with(durable, Map.of("cleanup.policy", "compact"))));
    }

    private static Map<String, String> with(Map<String, String> base, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(base);
        all.putAll(more);
        return all;
    }
}
