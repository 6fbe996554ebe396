package io.cairn.api.request;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Optional;

/// Version ids as clients write them: `null` is the null version.
public final class VersionText {
    private static final String NULL = "null";

    private VersionText() {}

    /// The id in a text. Empty if it is none, or not written as this server writes it.
    public static Optional<VersionId> parse(String text) {
        if (text.equals(NULL)) {
            return Optional.of(VersionId.NULL);
        }
        try {
            return Optional.of(VersionId.parse(text))
                    .filter(id -> !id.equals(VersionId.NULL) && id.toString().equals(text));
        } catch (IllegalArgumentException e) { // What `parse` throws for text that is no id.
            return Optional.empty();
        }
    }

    /// The id in the value of a parameter. Throws InvalidArgument.
    public static VersionId parse(String parameter, String value) {
        return parse(value).orElseThrow(() -> invalid(parameter, value));
    }

    /// An id of which [VersionId#NULL] is the null version.
    public static String of(VersionId id) {
        return id.equals(VersionId.NULL) ? NULL : id.toString();
    }

    /// The id of a version.
    public static String of(ObjectVersion version) {
        return version.versionId().map(VersionId::toString).orElse(NULL);
    }

    private static S3Exception invalid(String parameter, String value) {
        return S3Error.InvalidArgument.exception(
                        value.isEmpty()
                                ? "Version id cannot be the empty string"
                                : "Invalid version id specified")
                .with("ArgumentName", parameter)
                .with("ArgumentValue", value);
    }
}
