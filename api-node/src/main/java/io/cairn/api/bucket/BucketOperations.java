package io.cairn.api.bucket;

import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.request.Region;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import java.util.ArrayList;
import java.util.List;

/// The door to this package: its operations by route.
public final class BucketOperations {
    private BucketOperations() {}

    /// The routes of all operations on buckets.
    public static List<Route> routes(Backend backend, Access access) {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.service("GET", S3Action.ListAllMyBuckets, new ListBuckets(backend)));
        routes.add(
                Route.bucket("PUT", "", S3Action.CreateBucket, new CreateBucket(backend, access)));
        routes.add(Route.bucket("HEAD", "", S3Action.ListBucket, headBucket(backend)));
        routes.add(Route.bucket("DELETE", "", S3Action.DeleteBucket, deleteBucket(backend)));
        routes.add(
                Route.bucket("GET", "location", S3Action.GetBucketLocation, getLocation(backend)));
        routes.addAll(Subresources.routes(backend));
        return List.copyOf(routes);
    }

    private static Operation.OfBucket headBucket(Backend backend) {
        return _ ->
                bucket ->
                        S3Response.ok(
                                new Header("x-amz-bucket-region", region(backend, bucket)),
                                new Header("x-amz-access-point-alias", "false"));
    }

    private static Operation.OfBucket deleteBucket(Backend backend) {
        return request ->
                bucket -> {
                    backend.newEvent(request, bucket).append(new EventBody.BucketDelete());
                    return S3Response.noContent();
                };
    }

    private static Operation.OfBucket getLocation(Backend backend) {
        return _ ->
                bucket -> {
                    String region = region(backend, bucket);
                    String shown = region.equals(Region.FIRST) ? "" : region;
                    XmlWriter xml = new XmlWriter().openRoot("LocationConstraint");
                    return S3Response.xml(xml.text(shown).close("LocationConstraint"));
                };
    }

    /// The region of a bucket: its own, or the server's.
    static String region(Backend backend, BucketImage bucket) {
        return bucket.region().isEmpty() ? backend.region().name() : bucket.region();
    }
}
