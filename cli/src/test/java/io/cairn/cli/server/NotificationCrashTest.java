package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/// The real process, killed under load again and again: subscribers are told of every change once.
class NotificationCrashTest {
    /// Kill it more often with `-Dcairn.notifications.kills=N -Dtest=NotificationCrashTest`.
    private static final int ROUNDS = Integer.getInteger("cairn.notifications.kills", 5);

    private static final int ACKNOWLEDGED_BEFORE_KILL = 100;
    private static final String TOPIC = "told";

    @TempDir Path directory;

    private final AcknowledgedLoad load = new AcknowledgedLoad();

    @Test
    void server_killedUnderLoad_tellsOfEveryChangeOnceAndInOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.start(directory, Map.of())) {
                URI endpoint = server.awaitReady();
                if (round == 0) {
                    configure(endpoint);
                }
                load.loadAndKill(server, endpoint, round, ACKNOWLEDGED_BEFORE_KILL);
            }
        }
        try (LiveServer server = new LiveServer(directory)) {
            ToldTopic topic = new ToldTopic(server.kafka(), TOPIC);
            assertThat(topic.await(AcknowledgedLoad.BUCKET)).isTrue();
            List<ToldTopic.Told> expected = topic.expected(AcknowledgedLoad.BUCKET);
            assertThat(topic.told(AcknowledgedLoad.BUCKET))
                    .hasSizeGreaterThan(ROUNDS * ACKNOWLEDGED_BEFORE_KILL / 2)
                    .containsExactlyElementsOf(expected);
            assertThat(expected).extracting(ToldTopic.Told::sequencer).isSorted();
        }
    }

    private static void configure(URI endpoint) {
        try (S3Client s3 = LiveServer.client(endpoint)) {
            s3.createBucket(b -> b.bucket(AcknowledgedLoad.BUCKET));
            TopicConfiguration rule =
                    TopicConfiguration.builder()
                            .topicArn("arn:cairn:kafka:::" + TOPIC)
                            .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                            .build();
            s3.putBucketNotificationConfiguration(b ->
                    b.bucket(AcknowledgedLoad.BUCKET)
                            .notificationConfiguration(c -> c.topicConfigurations(rule)));
        }
    }
}
