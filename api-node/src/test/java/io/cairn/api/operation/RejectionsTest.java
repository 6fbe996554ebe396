package io.cairn.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RejectionsTest {
    private static final UploadId UPLOAD = new UploadId(new UUID(4, 4));

    private static S3Exception exception(Rejection rejection, EventBody body) {
        EventId event = new EventId(new UUID(1, 1));
        return Rejections.exception(
                new Outcome.Rejected(event, 5, rejection, "a note of ours"), "bucket", body);
    }

    private static EventBody put(Preconditions preconditions) {
        return new EventBody.ObjectPut(
                new ObjectKey("a/b"),
                ObjectContent.of(0, "etag", Optional.empty()),
                ObjectMetadata.EMPTY,
                ObjectAttributes.NONE,
                preconditions,
                false);
    }

    private static void assertAnswer(
            S3Exception answer, S3Error error, Map<String, String> details) {
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.text()).isEqualTo(error.message());
        assertThat(answer.details()).isEqualTo(details);
    }

    @Test
    void exception_ofAnyRejection_speaksAsS3Does() {
        EventBody create = new EventBody.BucketCreate(new BucketId(new UUID(2, 2)), "");
        EventBody abort = new EventBody.UploadAbort(new ObjectKey("a/b"), UPLOAD);
        assertAnswer(
                exception(Rejection.PRECONDITION_FAILED, put(Preconditions.ABSENT)),
                S3Error.PreconditionFailed,
                Map.of("Condition", "If-None-Match"));
        assertAnswer(
                exception(Rejection.PRECONDITION_FAILED, put(Preconditions.match("x"))),
                S3Error.PreconditionFailed,
                Map.of("Condition", "If-Match"));
        assertAnswer(
                exception(Rejection.NO_SUCH_KEY, put(Preconditions.match("x"))),
                S3Error.NoSuchKey,
                Map.of("Key", "a/b"));
        assertAnswer(
                exception(Rejection.BUCKET_ALREADY_OWNED_BY_YOU, create),
                S3Error.BucketAlreadyOwnedByYou,
                Map.of("BucketName", "bucket"));
        assertAnswer(
                exception(Rejection.NO_SUCH_UPLOAD, abort),
                S3Error.NoSuchUpload,
                Map.of("UploadId", UPLOAD.toString()));
        assertAnswer(
                exception(Rejection.LATE, put(Preconditions.NONE)), S3Error.SlowDown, Map.of());
        assertAnswer(
                exception(Rejection.ENTITY_TOO_SMALL, abort), S3Error.EntityTooSmall, Map.of());
    }
}
