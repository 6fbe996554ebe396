package io.cairn.api.lock;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import java.time.Instant;
import java.util.Optional;

/// What requests say of locks, checked.
public final class Locks {
    private static final String BYPASS = "x-amz-bypass-governance-retention";

    /// The last moment that has a year of four digits.
    private static final long UNTIL_MAX = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private Locks() {}

    /// Whether the sender wants to go past a retention under GOVERNANCE, and may for this key.
    public static boolean bypasses(
            S3Request request, Access access, BucketImage bucket, ObjectKey key) {
        return request.header(BYPASS).filter("true"::equalsIgnoreCase).isPresent()
                && access.allows(request, bucket, S3Action.BypassGovernanceRetention, key);
    }

    /// Throws InvalidRequest for a bucket whose versions cannot be locked.
    static void requireLock(BucketImage bucket) {
        if (bucket.configuration().lock().isEmpty()) {
            throw S3Error.InvalidRequest.exception("Bucket is missing Object Lock Configuration");
        }
    }

    /// Says that a version has no lock of the kind that was asked for.
    static S3Exception missing(ObjectVersion version) {
        return S3Error.NoSuchObjectLockConfiguration.exception().with("Key", version.key().value());
    }

    /// A retention that ends after `nowMillis`. Throws InvalidArgument for another one.
    static Retention retention(RetentionMode mode, long untilMillis, long nowMillis) {
        if (untilMillis <= nowMillis) {
            throw S3Error.InvalidArgument.exception("The retain until date must be in the future!");
        }
        if (untilMillis > UNTIL_MAX) {
            throw S3Error.InvalidArgument.exception("The retain until date is too far away");
        }
        return new Retention(mode, untilMillis);
    }

    /// The mode of this name.
    static Optional<RetentionMode> mode(String name) {
        return switch (name) {
            case "GOVERNANCE" -> Optional.of(RetentionMode.GOVERNANCE);
            case "COMPLIANCE" -> Optional.of(RetentionMode.COMPLIANCE);
            default -> Optional.empty();
        };
    }

    /// The legal hold of this name.
    static Optional<LegalHold> legalHold(String name) {
        return switch (name) {
            case "ON" -> Optional.of(LegalHold.ON);
            case "OFF" -> Optional.of(LegalHold.OFF);
            default -> Optional.empty();
        };
    }
}
