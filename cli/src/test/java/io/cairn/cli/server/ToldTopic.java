package io.cairn.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.metadata.notification.EventType;
import io.cairn.schemas.event.Coders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a topic was told, and what it should have been: both as an outsider reads them, committed
/// records in the order of their partitions.
record ToldTopic(String kafka, String topic) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHANGES = "cairn.changes";
    private static final int WIRE_PREFIX_BYTES = 5;

    /// One message as far as it has to agree with a change.
    record Told(String bucket, String key, String event, String sequencer) {}

    /// The messages about objects of a bucket; test messages are passed over.
    List<Told> told(String bucket) {
        return records().stream()
                .map(ConsumerRecord::value)
                .map(ToldTopic::parse)
                .filter(message -> message.has("Records"))
                .map(message -> told(message.get("Records").get(0)))
                .filter(each -> each.bucket().equals(bucket))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return new TopicReader(kafka).all(topic);
    }

    static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Told told(JsonNode message) {
        JsonNode s3 = message.get("s3");
        return new Told(
                s3.get("bucket").get("name").asText(),
                URLDecoder.decode(s3.get("object").get("key").asText(), StandardCharsets.UTF_8),
                message.get("eventName").asText(),
                s3.get("object").get("sequencer").asText());
    }

    /// What the changes of a bucket that has rules for all events give.
    List<Told> expected(String bucket) {
        return new TopicReader(kafka)
                .all(CHANGES).stream()
                        .map(each -> Coders.CHANGE.decode(each.value(), WIRE_PREFIX_BYTES))
                        .filter(change -> change.bucket().equals(bucket))
                        .filter(change -> change.notificationRevision() >= 0)
                        .filter(change -> EventType.of(change).isPresent())
                        .map(change ->
                                new Told(
                                        bucket,
                                        change.key(),
                                        EventType.of(change).orElseThrow().label(),
                                        change.sequencer()))
                        .toList();
    }

    /// Waits until as much was told as should be.
    boolean await(String bucket) {
        return LiveServer.await(() -> told(bucket).size() >= expected(bucket).size());
    }
}
