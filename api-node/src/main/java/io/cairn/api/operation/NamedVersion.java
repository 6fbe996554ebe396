package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Target;
import io.cairn.api.request.VersionText;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Optional;

/// A key, and perhaps the version of it that a request names.
public record NamedVersion(Target.Entry entry, Optional<VersionId> id) {
    /// Says that there is no such key or version.
    S3Exception missing() {
        S3Exception failure =
                (id.isPresent() ? S3Error.NoSuchVersion : S3Error.NoSuchKey)
                        .exception()
                        .with("Key", entry.key().value());
        return id.isPresent() ? failure.with("VersionId", VersionText.of(id.get())) : failure;
    }

    /// Says that a delete marker was found to a request of this method. It hides the key, or is the
    /// version that was named, which exists but has nothing to be read.
    S3Exception hidden(ObjectVersion marker, String method) {
        S3Exception failure =
                id.isEmpty()
                        ? missing()
                        : S3Error.MethodNotAllowed.exception()
                                .with("Method", method)
                                .with("ResourceType", "DeleteMarker")
                                .withHeader("Allow", "DELETE")
                                .withHeader(
                                        "Last-Modified", Timestamps.http(marker.modifiedMillis()));
        return failure.withHeader("x-amz-delete-marker", "true")
                .withHeader("x-amz-version-id", VersionText.of(marker));
    }

    /// Says that a delete marker was found where a request copies from.
    S3Exception hiddenSource() {
        return id.isEmpty()
                ? missing()
                : S3Error.InvalidRequest.exception(
                        "The source of a copy request may not specifically refer to a delete marker"
                                + " by version id.");
    }
}
