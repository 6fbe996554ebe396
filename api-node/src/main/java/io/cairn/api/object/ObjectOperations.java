package io.cairn.api.object;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import java.util.List;

/// The door to this package: its operations by route.
public final class ObjectOperations {
    private ObjectOperations() {}

    /// The routes of all operations on objects.
    public static List<Route> routes(Backend backend) {
        return List.of(
                Route.object("PUT", "", new PutObject(backend)),
                Route.object("PUT", "x-amz-copy-source", new CopyObject(backend)),
                Route.object("GET", "", new GetObject(backend)),
                Route.object("HEAD", "", new GetObject(backend)),
                Route.object("DELETE", "", new DeleteObject(backend)),
                Route.object("POST", "restore", new RestoreObject(backend)),
                Route.object("GET", "attributes", new GetObjectAttributes(backend)),
                Route.bucket("POST", "delete", new DeleteObjects(backend)));
    }
}
