package io.cairn.schemas.registry;

/// What a registry demands of a new schema of a subject (docs.confluent.io, "Schema Evolution and
/// Compatibility").
public enum SubjectCompatibility {
    /// It reads what all earlier ones wrote.
    BACKWARD_TRANSITIVE,
    /// It reads what all earlier ones wrote, and they read what it writes.
    FULL_TRANSITIVE
}
