package io.cairn.schemas.event;

/// Whether a bucket keeps replaced versions. The order is that of the Avro enum, in which `OTHER`
/// comes last.
public enum Versioning {
    UNVERSIONED,
    ENABLED,
    SUSPENDED
}
