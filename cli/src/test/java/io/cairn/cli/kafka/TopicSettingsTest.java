package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.start.MetadataNode;
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
import org.junit.jupiter.params.provider.CsvSource;

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

    /// The numbers of docs/formats/topics.md, not those of the code.
    @ParameterizedTest
    @CsvSource({
        "cairn.namespace, 9223372036854775807, delete, -1",
        "cairn.changes, 1, delete, 604800000",
        "cairn.buckets, 1, compact, *",
        "cairn.reclaim, 1, delete, 7776000000",
        "cairn.heal, 1, compact, *"
    })
    void topic_onASingleBroker_syncsEachRecordUnlessTheFoldDoesAndKeepsIt(
            String topic, String flush, String cleanup, String retention) throws Exception {
        try (LiveFold live = new LiveFold(directory);
                Admin admin = Admin.create(live.log.kafka().settings())) {
            assertThat(setting(admin, topic, "flush.messages")).isEqualTo(flush);
            assertThat(setting(admin, topic, "max.message.bytes")).isEqualTo("16777216");
            assertThat(setting(admin, topic, "segment.bytes")).isEqualTo("33554432");
            assertThat(setting(admin, topic, "cleanup.policy")).isEqualTo(cleanup);
            assertThat(setting(admin, topic, "retention.bytes")).isEqualTo("-1");
            assertThat(setting(admin, topic, "unclean.leader.election.enable")).isEqualTo("false");
            if (!retention.equals("*")) {
                assertThat(setting(admin, topic, "retention.ms")).isEqualTo(retention);
            }
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
                assertThat(setting(admin, "cairn.namespace", "flush.messages"))
                        .isEqualTo("9223372036854775807");
            }
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
