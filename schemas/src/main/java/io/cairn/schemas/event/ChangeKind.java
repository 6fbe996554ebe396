package io.cairn.schemas.event;

/// What an accepted event did to one key. The order is that of the Avro enum, in which `OTHER`
/// comes last.
public enum ChangeKind {
    BUCKET_CREATED,
    BUCKET_DELETED,
    OBJECT_PUT,
    OBJECT_COPIED,
    OBJECT_COMPLETED,
    OBJECT_REWRITTEN,
    OBJECT_DELETED,
    UPLOAD_CREATED,
    UPLOAD_ABORTED,
    PART_PUT,
    /// Shards of the object or part lie elsewhere; nothing that a client sees has changed.
    SHARDS_RELOCATED,
    /// The bucket's configuration is another.
    BUCKET_CONFIGURED,
    /// The object is deleted, its versions are kept.
    DELETE_MARKER_CREATED,
    /// A version that the client named is gone, a delete marker perhaps.
    VERSION_DELETED,
    /// A version has other tags.
    OBJECT_TAGGED,
    /// A version has another retention, or none any more.
    RETENTION_PUT,
    /// A legal hold of a version was set or lifted.
    LEGAL_HOLD_PUT
}
