package io.cairn.api.bucket;

import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.ArrayList;
import java.util.List;

/// One sub-resource, its methods, and the action that each of them needs. Put together by one
/// thread.
final class Subresource {
    private final Route.Scope scope;
    private final String selector;
    private final List<Route> routes = new ArrayList<>();

    private Subresource(Route.Scope scope, String selector) {
        this.scope = scope;
        this.selector = selector;
    }

    /// A sub-resource of buckets.
    static Subresource ofBucket(String selector) {
        return new Subresource(Route.Scope.BUCKET, selector);
    }

    /// A sub-resource of objects.
    static Subresource ofObject(String selector) {
        return new Subresource(Route.Scope.OBJECT, selector);
    }

    Subresource get(S3Action action, Operation operation) {
        return with("GET", action, operation);
    }

    Subresource put(S3Action action, Operation operation) {
        return with("PUT", action, operation);
    }

    Subresource delete(S3Action action, Operation operation) {
        return with("DELETE", action, operation);
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }

    private Subresource with(String method, S3Action action, Operation operation) {
        Route.Requirement requirement = new Route.Requirement.OnTarget(List.of(action));
        routes.add(new Route(method, scope, selector, requirement, operation));
        return this;
    }
}
