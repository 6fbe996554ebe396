package io.cairn.api.lock;

import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;

/// The door to this package: its operations by route.
public final class LockOperations {
    private static final String BUCKET = "object-lock";
    private static final String RETENTION = "retention";
    private static final String LEGAL_HOLD = "legal-hold";

    private LockOperations() {}

    /// The routes of all operations on locks.
    public static List<Route> routes(Backend backend, Access access) {
        BucketLock bucket = new BucketLock(backend);
        VersionRetention retention = new VersionRetention(backend, access);
        VersionLegalHold hold = new VersionLegalHold(backend);
        return List.of(
                Route.bucket(
                        "GET", BUCKET, S3Action.GetBucketObjectLockConfiguration, bucket.get()),
                Route.bucket(
                        "PUT", BUCKET, S3Action.PutBucketObjectLockConfiguration, bucket.put()),
                Route.object("GET", RETENTION, S3Action.GetObjectRetention, retention.get()),
                Route.object("PUT", RETENTION, S3Action.PutObjectRetention, retention.put()),
                Route.object("GET", LEGAL_HOLD, S3Action.GetObjectLegalHold, hold.get()),
                Route.object("PUT", LEGAL_HOLD, S3Action.PutObjectLegalHold, hold.put()));
    }
}
