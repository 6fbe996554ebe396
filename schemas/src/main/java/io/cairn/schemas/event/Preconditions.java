package io.cairn.schemas.event;

import java.util.Optional;
import java.util.OptionalLong;

/// Conditions on the current version of a key that the fold checks before it accepts an event.
/// `ifMatch` is an ETag without quotes, or `*` for any.
public record Preconditions(
        boolean ifAbsent,
        Optional<String> ifMatch,
        OptionalLong ifModifiedAtMillis,
        OptionalLong ifSize) {
    /// No condition.
    public static final Preconditions NONE =
            new Preconditions(false, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

    /// The key must not exist.
    public static final Preconditions ABSENT =
            new Preconditions(true, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

    /// The current version must have this ETag.
    public static Preconditions match(String etag) {
        return new Preconditions(
                false, Optional.of(etag), OptionalLong.empty(), OptionalLong.empty());
    }
}
