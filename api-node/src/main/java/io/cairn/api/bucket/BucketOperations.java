package io.cairn.api.bucket;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Route;
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
    public static List<Route> routes(Backend backend) {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route("GET", Route.Scope.SERVICE, "", new ListBuckets(backend)));
        routes.add(Route.bucket("PUT", "", new CreateBucket(backend)));
        routes.add(Route.bucket("HEAD", "", headBucket(backend)));
        routes.add(Route.bucket("DELETE", "", deleteBucket(backend)));
        routes.add(Route.bucket("GET", "location", getLocation(backend)));
        routes.addAll(Unconfigured.routes(backend));
        routes.addAll(Unchanged.routes(backend));
        return List.copyOf(routes);
    }

    private static Operation headBucket(Backend backend) {
        return request -> {
            BucketImage bucket = backend.bucket(request);
            return S3Response.ok(
                    new Header("x-amz-bucket-region", region(backend, bucket)),
                    new Header("x-amz-access-point-alias", "false"));
        };
    }

    private static Operation deleteBucket(Backend backend) {
        return request -> {
            BucketImage bucket = backend.bucket(request);
            backend.change(request, bucket).append(new EventBody.BucketDelete());
            return S3Response.noContent();
        };
    }

    private static Operation getLocation(Backend backend) {
        return request -> {
            String region = region(backend, backend.bucket(request));
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
