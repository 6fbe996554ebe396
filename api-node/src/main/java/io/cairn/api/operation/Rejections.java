package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;

/// Which S3 error a rejected event means.
public final class Rejections {
    private Rejections() {}

    /// The S3 error of a rejection.
    public static S3Error error(Rejection rejection) {
        return switch (rejection) {
            case NO_SUCH_BUCKET -> S3Error.NoSuchBucket;
            case BUCKET_ALREADY_OWNED_BY_YOU -> S3Error.BucketAlreadyOwnedByYou;
            case BUCKET_NOT_EMPTY -> S3Error.BucketNotEmpty;
            case NO_SUCH_KEY -> S3Error.NoSuchKey;
            case NO_SUCH_UPLOAD -> S3Error.NoSuchUpload;
            case PRECONDITION_FAILED -> S3Error.PreconditionFailed;
            case INVALID_PART -> S3Error.InvalidPart;
            case INVALID_PART_ORDER -> S3Error.InvalidPartOrder;
            case ENTITY_TOO_SMALL -> S3Error.EntityTooSmall;
            case ENTITY_TOO_LARGE -> S3Error.EntityTooLarge;
            case BAD_DIGEST -> S3Error.BadDigest;
            case INVALID_REQUEST -> S3Error.InvalidRequest;
            case STALE, WITHDRAWN -> S3Error.ServiceUnavailable;
            case TOO_MUCH_AT_ONCE -> S3Error.SlowDown;
            case UNREADABLE -> S3Error.InternalError;
        };
    }

    /// The error that answers a rejected event.
    static S3Exception exception(Outcome.Rejected rejected, Change change, EventBody body) {
        S3Error error = error(rejected.rejection());
        if (error == S3Error.NoSuchBucket || error == S3Error.BucketNotEmpty) {
            return error.exception().with("BucketName", change.bucket());
        }
        if (error == S3Error.NoSuchKey && body instanceof EventBody.ObjectPut put) {
            return error.exception().with("Key", put.key().value());
        }
        return rejected.message().isEmpty()
                ? error.exception()
                : error.exception(rejected.message());
    }

    /// The error for a bucket that is not there.
    static S3Exception noSuchBucket(String name) {
        return S3Error.NoSuchBucket.exception().with("BucketName", name);
    }
}
