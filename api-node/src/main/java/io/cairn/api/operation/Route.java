package io.cairn.api.operation;

import java.util.List;

/// Which requests an operation answers: method, what they are about, and a selector that is empty
/// or the name of a sub-resource (see the router). `actions` are what the sender must be allowed to
/// do to that; an operation without any asks by itself.
public record Route(
        String method, Scope scope, String selector, List<S3Action> actions, Operation operation) {
    /// What a request is about.
    public enum Scope {
        SERVICE,
        BUCKET,
        OBJECT
    }

    public Route {
        actions = List.copyOf(actions);
    }

    /// A route for requests about a bucket.
    public static Route bucket(
            String method, String selector, S3Action action, Operation operation) {
        return new Route(method, Scope.BUCKET, selector, List.of(action), operation);
    }

    /// A route for requests about an object.
    public static Route object(
            String method, String selector, S3Action action, Operation operation) {
        return new Route(method, Scope.OBJECT, selector, List.of(action), operation);
    }
}
