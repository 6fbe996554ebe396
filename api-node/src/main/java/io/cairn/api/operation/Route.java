package io.cairn.api.operation;

import io.cairn.platform.Check;
import java.util.List;

/// Which requests an operation answers: method, scope, and a selector that is empty or the name of
/// a sub-resource (see the router). The sender of such a request is known and needs what
/// `requirement` says: no route is open to everybody who can sign. What is open to everybody never
/// gets here: the handler itself answers health checks and CORS preflights.
public record Route(
        String method, Scope scope, String selector, Requirement requirement, Operation operation) {
    /// What a request is about.
    public enum Scope {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /// What the sender must be allowed to do.
    public sealed interface Requirement {
        /// All of these actions on the target of the request. The dispatcher asks before it calls
        /// the operation.
        record OnTarget(List<S3Action> actions) implements Requirement {
            public OnTarget {
                Check.argument(!actions.isEmpty(), "a route that requires no action");
                actions = List.copyOf(actions);
            }
        }

        /// This action on each key that the body names. The operation asks, since nobody else reads
        /// the body. The dispatcher resolves the bucket and compares its owner.
        record OnEachKey(S3Action action) implements Requirement {}

        /// What the dispatcher asks for.
        default List<S3Action> actionsOnTarget() {
            return switch (this) {
                case OnTarget(List<S3Action> actions) -> actions;
                case OnEachKey(_) -> List.of();
            };
        }
    }

    /// A route for requests about the service.
    public static Route service(String method, S3Action action, Operation operation) {
        return new Route(method, Scope.SERVICE, "", onTarget(action), operation);
    }

    /// A route for requests about a bucket.
    public static Route bucket(
            String method, String selector, S3Action action, Operation operation) {
        return new Route(method, Scope.BUCKET, selector, onTarget(action), operation);
    }

    /// A route for requests about an object.
    public static Route object(
            String method, String selector, S3Action action, Operation operation) {
        return new Route(method, Scope.OBJECT, selector, onTarget(action), operation);
    }

    private static Requirement onTarget(S3Action action) {
        return new Requirement.OnTarget(List.of(action));
    }
}
