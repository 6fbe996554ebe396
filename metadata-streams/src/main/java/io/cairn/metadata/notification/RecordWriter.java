package io.cairn.metadata.notification;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.ObjectVersion;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Writes one record of a message, in one of the two styles, by one thread.
final class RecordWriter {
    private final JsonGenerator json;
    private final Change change;
    private final RecordStyle style;

    RecordWriter(JsonGenerator json, Change change, RecordStyle style) {
        this.json = json;
        this.change = change;
        this.style = style;
    }

    void write(String region, String hostId, String ruleId, String owner) throws IOException {
        json.writeStartObject();
        json.writeStringField("eventVersion", style.version());
        json.writeStringField("eventSource", style.source());
        json.writeStringField("awsRegion", region);
        json.writeStringField("eventTime", EventText.time(change.timeMillis()));
        json.writeStringField("eventName", style.eventName());
        principal("userIdentity", change.origin().principal());
        json.writeObjectFieldStart("requestParameters");
        if (style.minio()) {
            json.writeStringField("principalId", change.origin().principal());
            json.writeStringField("region", region);
        }
        json.writeStringField("sourceIPAddress", change.origin().sourceAddress());
        json.writeEndObject();
        json.writeObjectFieldStart("responseElements");
        json.writeStringField("x-amz-request-id", change.origin().requestId());
        json.writeStringField("x-amz-id-2", hostId);
        json.writeEndObject();
        json.writeObjectFieldStart("s3");
        json.writeStringField("s3SchemaVersion", "1.0");
        json.writeStringField("configurationId", ruleId);
        bucket(owner);
        object();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void principal(String field, String id) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("principalId", id);
        json.writeEndObject();
    }

    private void bucket(String owner) throws IOException {
        json.writeObjectFieldStart("bucket");
        json.writeStringField("name", change.bucket());
        principal("ownerIdentity", owner);
        json.writeStringField("arn", "arn:aws:s3:::" + change.bucket());
        json.writeEndObject();
    }

    private void object() throws IOException {
        Optional<ObjectVersion> after = change.image().after();
        json.writeObjectFieldStart("object");
        json.writeStringField("key", style.key(change.key()));
        if (after.isPresent()) {
            content(after.get());
        }
        Optional<VersionId> versionId = version().flatMap(ObjectVersion::versionId);
        if (versionId.isPresent()) {
            json.writeStringField("versionId", versionId.get().toString());
        }
        json.writeStringField("sequencer", change.sequencer());
        json.writeEndObject();
    }

    /// The version that the event is about: one that is there now, or one that a client named and
    /// is gone. Of an object that was deleted without a trace there is none.
    private Optional<ObjectVersion> version() {
        return change.kind() == ChangeKind.VERSION_DELETED
                ? change.image().before()
                : change.image().after();
    }

    private void content(ObjectVersion version) throws IOException {
        if (!version.deleteMarker()) {
            json.writeNumberField("size", version.size());
            json.writeStringField("eTag", version.etag());
        }
        if (!style.minio()) {
            return;
        }
        String type = version.metadata().headers().get("content-type");
        if (type != null) {
            json.writeStringField("contentType", type);
        }
        json.writeObjectFieldStart("userMetadata");
        for (Map.Entry<String, String> each : version.metadata().user().entrySet()) {
            json.writeStringField("X-Amz-Meta-" + each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }
}
