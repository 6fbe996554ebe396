package io.cairn.api.lock;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.operation.Timestamps;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The headers that lock a new object, and those that show how a version is locked. A copy has the
/// locks that its request asks for, never those of its source, as in S3.
public final class LockHeaders {
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String LEGAL_HOLD = "x-amz-object-lock-legal-hold";

    private final Optional<Retention> retention;
    private final LegalHold legalHold;

    private LockHeaders(Optional<Retention> retention, LegalHold legalHold) {
        this.retention = retention;
        this.legalHold = legalHold;
    }

    /// What the head of a request asks for. Throws InvalidArgument.
    public static LockHeaders of(S3Request request, long nowMillis) {
        Optional<String> mode = only(request, MODE);
        Optional<String> until = only(request, UNTIL);
        if (mode.isPresent() != until.isPresent()) {
            throw S3Error.InvalidArgument.exception(
                    UNTIL + " and " + MODE + " must both be supplied");
        }
        return new LockHeaders(
                mode.map(name -> retention(name, until.orElseThrow(), nowMillis)),
                only(request, LEGAL_HOLD).map(LockHeaders::hold).orElse(LegalHold.NEVER));
    }

    /// Of two values one would be ignored, and it may be the one that protects.
    private static Optional<String> only(S3Request request, String name) {
        List<String> values = request.http().headers(name);
        if (values.size() > 1) {
            throw wrong("The header must be given once", name, String.join(",", values));
        }
        return request.header(name);
    }

    private static Retention retention(String modeName, String until, long nowMillis) {
        RetentionMode mode =
                Locks.mode(modeName)
                        .orElseThrow(() -> wrong("Unknown wormMode directive.", MODE, modeName));
        long millis =
                Timestamps.parseIso(until)
                        .orElseThrow(() ->
                                wrong(
                                        "The retain until date must be provided in ISO 8601 format",
                                        UNTIL,
                                        until));
        return Locks.retention(mode, millis, nowMillis);
    }

    private static LegalHold hold(String name) {
        return Locks.legalHold(name)
                .orElseThrow(() ->
                        wrong("Legal Hold must be either of 'ON' or 'OFF'", LEGAL_HOLD, name));
    }

    private static S3Exception wrong(String words, String name, String value) {
        return S3Error.InvalidArgument.exception(words)
                .with("ArgumentName", name)
                .with("ArgumentValue", value);
    }

    /// Throws InvalidRequest if the bucket has no lock, and AccessDenied if the sender may not set
    /// what the request asks for.
    public void require(S3Request request, Access access, BucketImage bucket) {
        if (retention.isPresent()) {
            Locks.requireLock(bucket);
            access.require(request, bucket, S3Action.PutObjectRetention, request.key());
        }
        if (legalHold != LegalHold.NEVER) {
            Locks.requireLock(bucket);
            access.require(request, bucket, S3Action.PutObjectLegalHold, request.key());
        }
    }

    /// Attributes with these locks.
    public ObjectAttributes on(ObjectAttributes attributes) {
        return retention.isEmpty() && legalHold == LegalHold.NEVER
                ? attributes
                : attributes.retained(retention).held(legalHold);
    }

    /// How a version is locked, as far as the sender may see it.
    public static List<Header> show(
            S3Request request, Access access, BucketImage bucket, ObjectVersion version) {
        ObjectAttributes attributes = version.attributes();
        if (attributes.retention().isEmpty() && attributes.legalHold() == LegalHold.NEVER) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>();
        if (attributes.retention().isPresent()
                && access.allows(request, bucket, S3Action.GetObjectRetention, version.key())) {
            Retention retention = attributes.retention().get();
            headers.add(new Header(MODE, retention.mode().name()));
            headers.add(new Header(UNTIL, Timestamps.isoMillis(retention.untilMillis())));
        }
        if (attributes.legalHold() != LegalHold.NEVER
                && access.allows(request, bucket, S3Action.GetObjectLegalHold, version.key())) {
            headers.add(new Header(LEGAL_HOLD, attributes.legalHold().name()));
        }
        return headers;
    }
}
