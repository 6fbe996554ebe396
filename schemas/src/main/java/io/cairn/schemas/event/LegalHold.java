package io.cairn.schemas.event;

/// Whether a legal hold keeps a version from being deleted. The order is that of the Avro enum, in
/// which `OTHER` comes last.
public enum LegalHold {
    /// None was ever set.
    NEVER,
    ON,
    /// One was set and lifted, or the client said that there is none.
    OFF
}
