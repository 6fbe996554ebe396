package io.cairn.api.tagging;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;

/// The door to this package: its operations by route.
public final class TaggingOperations {
    private static final String TAGGING = "tagging";

    private TaggingOperations() {}

    /// The routes of all operations on tags.
    public static List<Route> routes(Backend backend) {
        ObjectTagging objects = new ObjectTagging(backend);
        BucketTagging buckets = new BucketTagging(backend);
        return List.of(
                Route.object("GET", TAGGING, S3Action.GetObjectTagging, objects.get()),
                Route.object("PUT", TAGGING, S3Action.PutObjectTagging, objects.put()),
                Route.object("DELETE", TAGGING, S3Action.DeleteObjectTagging, objects.delete()),
                Route.bucket("GET", TAGGING, S3Action.GetBucketTagging, buckets.get()),
                Route.bucket("PUT", TAGGING, S3Action.PutBucketTagging, buckets.put()),
                Route.bucket("DELETE", TAGGING, S3Action.PutBucketTagging, buckets.delete()));
    }
}
