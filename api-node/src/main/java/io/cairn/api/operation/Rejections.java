package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;

/// Maps a rejected event to an S3 error.
public final class Rejections {
    private static final String LOCKED = "Access Denied because object protected by object lock.";

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
            case INVALID_BUCKET_STATE -> S3Error.InvalidBucketState;
            case QUOTA_EXCEEDED -> S3Error.QuotaExceeded;
            case LOCKED -> S3Error.AccessDenied;
            case STALE, WITHDRAWN -> S3Error.ServiceUnavailable;
            case TOO_MUCH_AT_ONCE, LATE -> S3Error.SlowDown;
            case FORGOTTEN, UNREADABLE -> S3Error.InternalError;
        };
    }

    /// Whether an outcome is the answer to every attempt of its call. One that is answered with 5xx
    /// is not: it asks the client to try again.
    static boolean isFinal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> true;
            case Outcome.Rejected rejected -> !error(rejected.rejection()).isOfServer();
        };
    }

    /// The error that answers a rejected entry of a delete.
    public static S3Exception ofEntry(Rejection rejection) {
        return rejection == Rejection.LOCKED
                ? S3Error.AccessDenied.exception(LOCKED)
                : error(rejection).exception();
    }

    /// The error that answers a rejected event of `bucket`, with the message of S3 and the elements
    /// that S3 adds. The message of the fold is written for people who read the log. Only that of
    /// an InvalidRequest and an InvalidBucketState is sent, since S3 has several for them.
    static S3Exception exception(Outcome.Rejected rejected, String bucket, EventBody body) {
        S3Error error = error(rejected.rejection());
        Subject subject = subject(body);
        return switch (rejected.rejection()) {
            case NO_SUCH_BUCKET, BUCKET_NOT_EMPTY, BUCKET_ALREADY_OWNED_BY_YOU, QUOTA_EXCEEDED ->
                    error.exception().with("BucketName", bucket);
            case NO_SUCH_KEY -> subject.named("Key", subject.key, error);
            case NO_SUCH_UPLOAD, INVALID_PART, INVALID_PART_ORDER ->
                    subject.named("UploadId", subject.upload, error);
            case PRECONDITION_FAILED -> subject.named("Condition", subject.condition(), error);
            case LOCKED -> error.exception(LOCKED);
            case INVALID_REQUEST, INVALID_BUCKET_STATE ->
                    rejected.message().isEmpty()
                            ? error.exception()
                            : error.exception(rejected.message());
            case ENTITY_TOO_SMALL,
                    ENTITY_TOO_LARGE,
                    BAD_DIGEST,
                    STALE,
                    WITHDRAWN,
                    TOO_MUCH_AT_ONCE,
                    LATE,
                    FORGOTTEN,
                    UNREADABLE ->
                    error.exception();
        };
    }

    /// What an event is about, as far as errors name it. A field is empty if no error of the event
    /// needs it.
    private record Subject(String key, String upload, Preconditions preconditions) {
        static final Subject NONE = new Subject("", "", Preconditions.NONE);

        static Subject ofUpload(UploadId upload) {
            return new Subject("", upload.toString(), Preconditions.NONE);
        }

        S3Exception named(String field, String value, S3Error error) {
            S3Exception failure = error.exception();
            return value.isEmpty() ? failure : failure.with(field, value);
        }

        /// The header of the condition that was set, as S3 names it.
        String condition() {
            if (preconditions.ifAbsent()) {
                return "If-None-Match";
            }
            return preconditions.ifMatch().isPresent() ? "If-Match" : "";
        }
    }

    private static Subject subject(EventBody body) {
        return switch (body) {
            case EventBody.ObjectPut put -> new Subject(put.key().value(), "", put.preconditions());
            case EventBody.ObjectRewrite rewrite ->
                    new Subject(rewrite.key().value(), "", rewrite.preconditions());
            case EventBody.UploadComplete complete ->
                    new Subject(
                            complete.key().value(),
                            complete.uploadId().toString(),
                            complete.preconditions());
            case EventBody.PartPut put -> Subject.ofUpload(put.uploadId());
            case EventBody.UploadAbort abort -> Subject.ofUpload(abort.uploadId());
            case EventBody.BucketCreate _,
                    EventBody.BucketDelete _,
                    EventBody.BucketDocumentPut _,
                    EventBody.BucketVersioningPut _,
                    EventBody.BucketLockPut _,
                    EventBody.BucketQuotaPut _,
                    EventBody.ObjectTagsPut _,
                    EventBody.ObjectRetentionPut _,
                    EventBody.ObjectLegalHoldPut _,
                    EventBody.ObjectsDelete _,
                    EventBody.UploadCreate _,
                    EventBody.ShardsRelocated _,
                    EventBody.Withdraw _,
                    EventBody.RulesRaised _,
                    EventBody.Fence _ ->
                    Subject.NONE;
        };
    }
}
