package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.start.MetadataNode;
import io.cairn.platform.kafka.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the topics promise: a record that was acknowledged is on disk, and the log is kept.
class TopicSettingsTest {
    private static final String DAY_MILLIS = String.valueOf(24L * 60 * 60 * 1000);

    @TempDir Path directory;

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static String setting(Admin admin, String topic, String name)
            throws ExecutionException, InterruptedException {
        Config config =
                Objects.requireNonNull(
                        admin.describeConfigs(List.of(topic(topic))).all().get().get(topic(topic)));
        return config.get(name).value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cairn.namespace", "cairn.changes", "cairn.buckets", "cairn.reclaim"})
    void topic_onASingleBroker_syncsEachRecordAndHoldsLargeOnes(String topic) throws Exception {
        try (LiveFold live = new LiveFold(directory);
                Admin admin = Admin.create(live.log.kafka().settings())) {
            assertThat(setting(admin, topic, "flush.messages")).isEqualTo("1");
            assertThat(setting(admin, topic, "max.message.bytes"))
                    .isEqualTo(String.valueOf(Topics.RECORD_BYTES_MAX));
            assertThat(setting(admin, topic, "segment.bytes"))
                    .isEqualTo(String.valueOf(Topics.SEGMENT_BYTES));
        }
    }

    @Test
    void namespace_isKeptForEverAndNeverCompacted() throws Exception {
        try (LiveFold live = new LiveFold(directory);
                Admin admin = Admin.create(live.log.kafka().settings())) {
            for (String name : List.of("retention.ms", "retention.bytes")) {
                assertThat(setting(admin, "cairn.namespace", name)).isEqualTo("-1");
            }
            assertThat(setting(admin, "cairn.namespace", "cleanup.policy")).isEqualTo("delete");
            assertThat(setting(admin, "cairn.buckets", "cleanup.policy")).isEqualTo("compact");
        }
    }

    @Test
    void topic_thatSomebodyChanged_isPutRightAtTheNextStart() throws Exception {
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings())) {
            log.startFold().close();
            admin.incrementalAlterConfigs(
                            Map.of(
                                    topic("cairn.namespace"),
                                    List.of(
                                            set("retention.ms", DAY_MILLIS),
                                            set("flush.messages", "1000"))))
                    .all()
                    .get();
            try (MetadataNode _ = log.startFold()) {
                assertThat(setting(admin, "cairn.namespace", "retention.ms")).isEqualTo("-1");
                assertThat(setting(admin, "cairn.namespace", "flush.messages")).isEqualTo("1");
            }
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
