package io.cairn.api.operation;

/// Which requests an operation answers: method, what they are about, and a selector that is empty
/// or the name of a sub-resource (see the router).
public record Route(String method, Scope scope, String selector, Operation operation) {
    /// What a request is about.
    public enum Scope {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /// A route for requests about a bucket.
    public static Route bucket(String method, String selector, Operation operation) {
        return new Route(method, Scope.BUCKET, selector, operation);
    }

    /// A route for requests about an object.
    public static Route object(String method, String selector, Operation operation) {
        return new Route(method, Scope.OBJECT, selector, operation);
    }
}
