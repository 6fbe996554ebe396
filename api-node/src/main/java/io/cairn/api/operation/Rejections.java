package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import java.util.Optional;

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
            case TOO_MUCH_AT_ONCE, LATE -> S3Error.SlowDown;
            case UNREADABLE -> S3Error.InternalError;
        };
    }

    /// The error that answers a rejected event of `bucket`: in S3's own words, what it is about in
    /// fields that S3 has. What the fold says of it is for people who read the log; only of an
    /// InvalidRequest, which S3 has no words for, it is told.
    static S3Exception exception(Outcome.Rejected rejected, String bucket, EventBody body) {
        S3Error error = error(rejected.rejection());
        return switch (error) {
            case NoSuchBucket, BucketNotEmpty, BucketAlreadyOwnedByYou ->
                    error.exception().with("BucketName", bucket);
            case NoSuchKey -> with("Key", key(body), error.exception());
            case NoSuchUpload, InvalidPart, InvalidPartOrder ->
                    with("UploadId", upload(body), error.exception());
            case PreconditionFailed -> with("Condition", condition(body), error.exception());
            case InvalidRequest ->
                    rejected.message().isEmpty()
                            ? error.exception()
                            : error.exception(rejected.message());
            default -> error.exception();
        };
    }

    private static S3Exception with(String field, Optional<String> value, S3Exception failure) {
        return value.map(text -> failure.with(field, text)).orElse(failure);
    }

    private static Optional<String> key(EventBody body) {
        return switch (body) {
            case EventBody.ObjectPut put -> Optional.of(put.key().value());
            case EventBody.ObjectRewrite rewrite -> Optional.of(rewrite.key().value());
            case EventBody.UploadComplete complete -> Optional.of(complete.key().value());
            default -> Optional.empty();
        };
    }

    private static Optional<String> upload(EventBody body) {
        return switch (body) {
            case EventBody.PartPut put -> Optional.of(put.uploadId().toString());
            case EventBody.UploadComplete complete -> Optional.of(complete.uploadId().toString());
            case EventBody.UploadAbort abort -> Optional.of(abort.uploadId().toString());
            default -> Optional.empty();
        };
    }

    /// The header of the condition that was set, as S3 names it.
    private static Optional<String> condition(EventBody body) {
        return switch (body) {
            case EventBody.ObjectPut put -> condition(put.preconditions());
            case EventBody.ObjectRewrite rewrite -> condition(rewrite.preconditions());
            case EventBody.UploadComplete complete -> condition(complete.preconditions());
            default -> Optional.empty();
        };
    }

    private static Optional<String> condition(Preconditions preconditions) {
        if (preconditions.ifAbsent()) {
            return Optional.of("If-None-Match");
        }
        return preconditions.ifMatch().map(_ -> "If-Match");
    }

    /// The error for a key that has no current version.
    public static S3Exception noSuchKey(ObjectKey key) {
        return S3Error.NoSuchKey.exception().with("Key", key.value());
    }
}
