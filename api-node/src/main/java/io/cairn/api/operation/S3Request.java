package io.cairn.api.operation;

import io.cairn.api.auth.Identity;
import io.cairn.api.error.S3Error;
import io.cairn.api.payload.Payload;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import io.cairn.api.request.VersionText;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Event;
import java.util.Optional;

/// A request whose sender is known.
public record S3Request(
        HttpRequest http,
        String id,
        Target target,
        Query query,
        Identity identity,
        Payload payload) {
    private static final String VERSION = "versionId";

    /// The value of a header.
    public Optional<String> header(String name) {
        return http.header(name);
    }

    /// Whether only the head of the answer is wanted.
    public boolean isHead() {
        return http.method().equals("HEAD");
    }

    /// The bucket that the request is about.
    public String bucket() {
        return switch (target) {
            case Target.Service() -> throw new IllegalStateException("no bucket");
            case Target.Bucket(String bucket) -> bucket;
            case Target.Entry(String bucket, ObjectKey _) -> bucket;
        };
    }

    /// The key that the request is about.
    public ObjectKey key() {
        return switch (target) {
            case Target.Service(), Target.Bucket(_) -> throw new IllegalStateException("no key");
            case Target.Entry(String _, ObjectKey key) -> key;
        };
    }

    /// The version that the request names. Throws InvalidArgument for text that is no id.
    public Optional<VersionId> versionId() {
        return query.value(VERSION).map(text -> VersionText.parse(VERSION, text));
    }

    /// Throws InvalidArgument if the request names a version: what it writes gets an id of its own.
    public void refuseVersion() {
        if (query.has(VERSION)) {
            throw S3Error.InvalidArgument.exception("This operation does not accept a version-id.")
                    .with("ArgumentName", VERSION)
                    .with("ArgumentValue", query.text(VERSION));
        }
    }

    /// When the client signed the request, by its clock, in milliseconds since the epoch;
    /// [Event#UNKNOWN] if it does not say.
    public long signedMillis() {
        return identity.signedMillis().orElse(Event.UNKNOWN);
    }

    /// Who asks, for the log.
    public Event.Origin origin() {
        return new Event.Origin(identity.principal(), id, http.remoteAddress());
    }
}
