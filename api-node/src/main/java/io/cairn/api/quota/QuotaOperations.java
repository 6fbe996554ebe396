package io.cairn.api.quota;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;

/// The door to this package: its operations by route. S3 has no quotas: the sub-resource is Cairn's
/// own.
public final class QuotaOperations {
    /// The sub-resource of a bucket that is its quota.
    public static final String SELECTOR = "cairn-quota";

    private QuotaOperations() {}

    /// The routes of all operations on quotas.
    public static List<Route> routes(Backend backend) {
        BucketQuota quota = new BucketQuota(backend);
        return List.of(
                Route.bucket("GET", SELECTOR, S3Action.GetBucketQuota, quota.get()),
                Route.bucket("PUT", SELECTOR, S3Action.PutBucketQuota, quota.put()));
    }
}
