package io.cairn.metadata.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.VersionStamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Messages, byte by byte.
class MessageWriterTest {
    private static final String KEY = "in/red flower.jpg";
    private static final MessageWriter WRITER = new MessageWriter("eu-west-1", "host");
    private static final VersionId VERSION_ID = new VersionId(new UUID(1, 2));

    static ObjectVersion version(Optional<VersionId> id, boolean marker) {
        return new ObjectVersion(
                new ObjectKey(KEY),
                new VersionStamp(7, id, marker, 1, "root"),
                marker ? ObjectContent.NONE : ObjectContent.of(3, "etag", Optional.empty()),
                ObjectMetadata.of(Map.of("content-type", "image/jpeg"), Map.of("by", "me")),
                ObjectAttributes.NONE,
                ContentLocation.NONE);
    }

    static Change change(
            ChangeKind kind, Optional<ObjectVersion> after, Optional<ObjectVersion> before) {
        return new Change(
                kind,
                new EventId(new UUID(3, 4)),
                2,
                0x1F,
                1,
                1_000,
                "photos",
                new BucketId(new UUID(5, 6)),
                KEY,
                new Event.Origin("root", "REQ", "10.0.0.1"),
                new Change.Image(after, before, Optional.empty(), Optional.empty()),
                5);
    }

    private static Message write(MessageFormat format, EventType type, Change change) {
        NotificationRule rule =
                NotificationRule.of("rule", "arn", new Destination("t", format), List.of(), "", "");
        return WRITER.write(rule, type, change, "owner");
    }

    private static String text(Message message) {
        return new String(message.value(), StandardCharsets.UTF_8);
    }

    private static String record(String version, String name, String object) {
        return "{\"eventVersion\":\""
                + version
                + "\",\"eventSource\":\"aws:s3\",\"awsRegion\":\"eu-west-1\","
                + "\"eventTime\":\"1970-01-01T00:00:01.000Z\",\"eventName\":\""
                + name
                + "\",\"userIdentity\":{\"principalId\":\"root\"},"
                + "\"requestParameters\":{\"sourceIPAddress\":\"10.0.0.1\"},"
                + "\"responseElements\":{\"x-amz-request-id\":\"REQ\",\"x-amz-id-2\":\"host\"},"
                + "\"s3\":{\"s3SchemaVersion\":\"1.0\",\"configurationId\":\"rule\","
                + "\"bucket\":{\"name\":\"photos\",\"ownerIdentity\":{\"principalId\":\"owner\"},"
                + "\"arn\":\"arn:aws:s3:::photos\"},\"object\":{\"key\":\"in/red+flower.jpg\","
                + object
                + "\"sequencer\":\"0002000000000000001F00000001\"}}}";
    }

    @Test
    void put_inS3sFormat_hasTheFieldsOfS3() {
        Change change =
                change(
                        ChangeKind.OBJECT_PUT,
                        Optional.of(version(Optional.of(VERSION_ID), false)),
                        Optional.empty());
        assertThat(text(write(MessageFormat.S3, EventType.PUT, change)))
                .isEqualTo(
                        "{\"Records\":["
                                + record(
                                        "2.1",
                                        "ObjectCreated:Put",
                                        "\"size\":3,\"eTag\":\"etag\",\"versionId\":\""
                                                + VERSION_ID
                                                + "\",")
                                + "]}");
    }

    @Test
    void removal_hasNoSize_andTheVersionThatIsGoneOrTheMarker() {
        ObjectVersion named = version(Optional.of(VERSION_ID), false);
        assertThat(
                        text(
                                write(
                                        MessageFormat.CLOUDEVENTS,
                                        EventType.DELETE,
                                        change(
                                                ChangeKind.OBJECT_DELETED,
                                                Optional.empty(),
                                                Optional.of(named)))))
                .isEqualTo(record("2.1", "ObjectRemoved:Delete", ""));
        String versionId = "\"versionId\":\"" + VERSION_ID + "\",";
        assertThat(
                        text(
                                write(
                                        MessageFormat.CLOUDEVENTS,
                                        EventType.DELETE,
                                        change(
                                                ChangeKind.VERSION_DELETED,
                                                Optional.empty(),
                                                Optional.of(named)))))
                .isEqualTo(record("2.1", "ObjectRemoved:Delete", versionId));
        assertThat(
                        text(
                                write(
                                        MessageFormat.CLOUDEVENTS,
                                        EventType.DELETE_MARKER_CREATED,
                                        change(
                                                ChangeKind.DELETE_MARKER_CREATED,
                                                Optional.of(version(Optional.of(VERSION_ID), true)),
                                                Optional.of(named)))))
                .isEqualTo(record("2.1", "ObjectRemoved:DeleteMarkerCreated", versionId));
    }

    @Test
    void cloudEvent_hasItsAttributesAsHeaders() {
        Change change =
                change(
                        ChangeKind.OBJECT_TAGGED,
                        Optional.of(version(Optional.empty(), false)),
                        Optional.empty());
        Message message = write(MessageFormat.CLOUDEVENTS, EventType.TAGGING_PUT, change);
        assertThat(message.headers())
                .containsOnly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", change.sequencer()),
                        Map.entry("ce_source", "aws:s3.eu-west-1.photos"),
                        Map.entry("ce_type", "com.amazonaws.s3.ObjectTagging:Put"),
                        Map.entry("ce_subject", KEY),
                        Map.entry("ce_time", "1970-01-01T00:00:01.000Z"),
                        Map.entry("content-type", "application/json"));
        assertThat(text(message))
                .isEqualTo(record("2.3", "ObjectTagging:Put", "\"size\":3,\"eTag\":\"etag\","));
    }

    @Test
    void minio_hasItsEnvelope() {
        Change change =
                change(
                        ChangeKind.OBJECT_PUT,
                        Optional.of(version(Optional.empty(), false)),
                        Optional.empty());
        assertThat(text(write(MessageFormat.MINIO, EventType.PUT, change)))
                .startsWith(
                        "{\"EventName\":\"s3:ObjectCreated:Put\",\"Key\":\"photos/in/red flower.jpg\","
                                + "\"Records\":[{\"eventVersion\":\"2.0\",\"eventSource\":\"minio:s3\"")
                .contains(
                        "\"key\":\"in%2Fred+flower.jpg\"",
                        "\"contentType\":\"image/jpeg\"",
                        "\"userMetadata\":{\"X-Amz-Meta-by\":\"me\"}");
    }

    @Test
    void test_isTheMessageOfS3() {
        assertThat(text(WRITER.test("photos", "REQ", 1_000)))
                .isEqualTo(
                        "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\","
                                + "\"Time\":\"1970-01-01T00:00:01.000Z\",\"Bucket\":\"photos\","
                                + "\"RequestId\":\"REQ\",\"HostId\":\"host\"}");
    }

    @Test
    void notifier_usesTheRulesThatWereInForce() {
        NotificationRules rules =
                NotificationRules.parse(
                        "<N><QueueConfiguration><Id>a</Id><Queue>arn:aws:sqs:r:1:t</Queue><Event>"
                                + "s3:ObjectCreated:*</Event></QueueConfiguration></N>");
        Notifier notifier =
                new Notifier(
                        "t",
                        (partition, position) -> {
                            assertThat(partition).isEqualTo(2);
                            assertThat(position).isEqualTo(5);
                            return new Notifier.Configured(rules, "owner");
                        },
                        WRITER);
        Optional<ObjectVersion> now = Optional.of(version(Optional.empty(), false));
        assertThat(notifier.messages(change(ChangeKind.OBJECT_PUT, now, Optional.empty())))
                .hasSize(1);
        assertThat(notifier.messages(change(ChangeKind.OBJECT_DELETED, Optional.empty(), now)))
                .isEmpty();
        assertThat(notifier.messages(change(ChangeKind.SHARDS_RELOCATED, now, now))).isEmpty();
    }
}
