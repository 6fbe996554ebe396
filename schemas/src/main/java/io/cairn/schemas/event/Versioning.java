package io.cairn.schemas.event;

/// Whether a bucket keeps replaced versions. The order is that of the Avro enum, in which `OTHER`
/// comes last.
public enum Versioning {
    /// Never had it: a key has no other than the null version.
    UNVERSIONED,
    /// Each write makes a version with an id of its own.
    ENABLED,
    /// Each write replaces the null version; versions with ids stay.
    SUSPENDED
}
