package io.cairn.schemas.event;

/// Why the fold refused an event or an entry of it. Those without a comment are S3 error codes.
public enum Rejection {
    NO_SUCH_BUCKET,
    BUCKET_ALREADY_OWNED_BY_YOU,
    BUCKET_NOT_EMPTY,
    NO_SUCH_KEY,
    NO_SUCH_UPLOAD,
    PRECONDITION_FAILED,
    INVALID_PART,
    INVALID_PART_ORDER,
    ENTITY_TOO_SMALL,
    ENTITY_TOO_LARGE,
    BAD_DIGEST,
    INVALID_REQUEST,
    INVALID_BUCKET_STATE,
    /// The bucket would have more bytes than its quota allows.
    QUOTA_EXCEEDED,
    /// A retention or a legal hold forbids it.
    LOCKED,
    /// The request asks for more than one event may do; this entry may be asked for again.
    TOO_MUCH_AT_ONCE,
    /// The version or the bucket configuration that the writer relied on is not the current one any
    /// more; the request is run again.
    STALE,
    /// The event came too late: it brings shards and its base is below the fence. It did not
    /// happen; the request is to be sent again.
    LATE,
    /// The event came so late that an earlier copy of it may have been decided, and the outcome
    /// been forgotten: whether it happened is not known.
    FORGOTTEN,
    /// The event was withdrawn before it was folded, or could not be read.
    WITHDRAWN,
    UNREADABLE
}
