package io.cairn.schemas.event;

/// A version may not be deleted before `untilMillis`, in milliseconds since the epoch.
public record Retention(RetentionMode mode, long untilMillis) {}
