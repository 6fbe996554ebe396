package io.cairn.api.object;

import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;

/// The door to this package: its operations by route.
public final class ObjectOperations {
    private ObjectOperations() {}

    /// The routes of all operations on objects.
    public static List<Route> routes(Backend backend, Access access) {
        return List.of(
                Route.object("PUT", "", S3Action.PutObject, new PutObject(backend, access)),
                Route.object(
                        "PUT",
                        "x-amz-copy-source",
                        S3Action.PutObject,
                        new CopyObject(backend, access)),
                Route.object("GET", "", S3Action.GetObject, new GetObject(backend, access)),
                Route.object("HEAD", "", S3Action.GetObject, new GetObject(backend, access)),
                Route.object(
                        "DELETE", "", S3Action.DeleteObject, new DeleteObject(backend, access)),
                Route.object("POST", "restore", S3Action.RestoreObject, new RestoreObject()),
                new Route(
                        "GET",
                        Route.Scope.OBJECT,
                        "attributes",
                        new Route.Requirement.OnTarget(
                                List.of(S3Action.GetObject, S3Action.GetObjectAttributes)),
                        new GetObjectAttributes(backend)),
                new Route(
                        "POST",
                        Route.Scope.BUCKET,
                        "delete",
                        new Route.Requirement.OnEachKey(S3Action.DeleteObject),
                        new DeleteObjects(backend, access)));
    }
}
