package io.cairn.metadata.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cairn.schemas.event.Change;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// Writes the messages. Pure: the same change gives the same bytes. Sources: "Event message
/// structure" in the Amazon S3 User Guide; the CloudEvents specification 1.0.2 with its Kafka
/// binding and its adapter for S3.
///
/// `region` and `hostId` are the server's: `awsRegion`, and `x-amz-id-2` of the answers.
public record MessageWriter(String region, String hostId) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String CONTENT_TYPE = "application/json";

    /// The message by which `rule` tells of a change. `owner` owns the bucket.
    public Message write(NotificationRule rule, EventType type, Change change, String owner) {
        return switch (rule.destination().format()) {
            case S3 ->
                    new Message(
                            bytes(json -> {
                                json.writeStartObject();
                                json.writeArrayFieldStart("Records");
                                s3Record(json, rule, type, change, owner);
                                json.writeEndArray();
                                json.writeEndObject();
                            }));
            case MINIO -> new Message(bytes(json -> minio(json, rule, type, change, owner)));
            case CLOUDEVENTS ->
                    Message.of(
                            bytes(json -> s3Record(json, rule, type, change, owner)),
                            cloudHeaders(type, change));
        };
    }

    /// What a destination is told when it is configured: a message of S3's that tells of no object.
    /// `timeMillis` is in milliseconds since the epoch.
    public Message test(String bucket, String requestId, long timeMillis) {
        return new Message(
                bytes(json -> {
                    json.writeStartObject();
                    json.writeStringField("Service", "Amazon S3");
                    json.writeStringField("Event", "s3:TestEvent");
                    json.writeStringField("Time", EventText.time(timeMillis));
                    json.writeStringField("Bucket", bucket);
                    json.writeStringField("RequestId", requestId);
                    json.writeStringField("HostId", hostId);
                    json.writeEndObject();
                }));
    }

    private void s3Record(
            JsonGenerator json, NotificationRule rule, EventType type, Change change, String owner)
            throws IOException {
        new RecordWriter(json, change, RecordStyle.ofS3(type))
                .write(region, hostId, rule.id(), owner);
    }

    private void minio(
            JsonGenerator json, NotificationRule rule, EventType type, Change change, String owner)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("EventName", "s3:" + type.alias());
        json.writeStringField("Key", change.bucket() + "/" + change.key());
        json.writeArrayFieldStart("Records");
        new RecordWriter(json, change, RecordStyle.ofMinio(type))
                .write(region, hostId, rule.id(), owner);
        json.writeEndArray();
        json.writeEndObject();
    }

    private Map<String, String> cloudHeaders(EventType type, Change change) {
        return Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                change.sequencer(),
                "ce_source",
                "aws:s3." + region + "." + change.bucket(),
                "ce_type",
                "com.amazonaws.s3." + type.label(),
                "ce_subject",
                change.key(),
                "ce_time",
                EventText.time(change.timeMillis()),
                "content-type",
                CONTENT_TYPE);
    }

    /// What a value holds.
    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
