package io.cairn.schemas.event;

/// How firmly a version is kept until its retention ends. The order is that of the Avro enum, in
/// which `OTHER` comes last.
public enum RetentionMode {
    GOVERNANCE,
    COMPLIANCE
}
