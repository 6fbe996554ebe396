package io.cairn.api.listing;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;

/// The door to this package: its operations by route.
public final class ListingOperations {
    private ListingOperations() {}

    /// The routes of all listings of objects.
    public static List<Route> routes(Backend backend) {
        return List.of(
                Route.bucket("GET", "", S3Action.ListBucket, new ListObjects(backend)),
                Route.bucket("GET", "list-type", S3Action.ListBucket, new ListObjectsV2(backend)),
                Route.bucket(
                        "GET",
                        "versions",
                        S3Action.ListBucketVersions,
                        new ListObjectVersions(backend)));
    }
}
