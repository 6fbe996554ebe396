package io.cairn.api.http;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.Route.Scope;
import io.cairn.api.operation.S3Request;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the route of a request by its method, its scope and its selector. The selector is the
/// first query parameter that names a sub-resource, followed by `x-amz-copy-source` if a PUT
/// copies. Other parameters do not matter, as in S3.
final class Router {
    private static final String COPY_SOURCE = "x-amz-copy-source";

    /// All sub-resources of S3, one of MinIO (`events`), and one of Cairn (`cairn-quota`). So a
    /// request for one that is not served is refused and not taken for another request.
    private static final Set<String> SUBRESOURCES =
            Set.of(
                    ("abac accelerate acl analytics annotation append attributes cairn-quota cors delete"
                                    + " encryption events intelligent-tiering inventory legal-hold"
                                    + " lifecycle list-type location logging metadataAnnotationTable metadataConfiguration"
                                    + " metadataInventoryTable metadataJournalTable metadataTable"
                                    + " metrics notification object-lock ownershipControls policy"
                                    + " policyStatus publicAccessBlock renameObject replication"
                                    + " requestPayment restore retention select session tagging"
                                    + " torrent uploadId uploads versioning versions website")
                            .split(" "));

    private final Map<Key, Route> routes = new HashMap<>();

    Router(List<Route> routes) {
        for (Route route : routes) {
            Key key = new Key(route.method(), route.scope(), route.selector());
            if (this.routes.put(key, route) != null) {
                throw new IllegalArgumentException("two routes for " + key);
            }
        }
    }

    /// The route. Throws NotImplemented or MethodNotAllowed.
    Route find(S3Request request) {
        Scope scope = scope(request.target());
        String selector = selector(request, scope);
        String method = request.http().method();
        Route route = routes.get(new Key(method, scope, selector));
        if (route != null) {
            return route;
        }
        if (!selector.isEmpty() || (method.equals("POST") && scope == Scope.BUCKET)) {
            throw S3Error.NotImplemented.exception(
                    "%s is not implemented".formatted(words(method, scope, selector)));
        }
        throw S3Error.MethodNotAllowed.exception().with("Method", method);
    }

    /// The request in words: many clients show only the message to their users.
    private static String words(String method, Scope scope, String selector) {
        String of =
                switch (scope) {
                    case SERVICE -> "the service";
                    case BUCKET -> "a bucket";
                    case OBJECT -> "an object";
                };
        return selector.isEmpty()
                ? "%s of a form to %s".formatted(method, of)
                : "%s ?%s of %s".formatted(method, selector, of);
    }

    private static Scope scope(Target target) {
        return switch (target) {
            case Target.Service() -> Scope.SERVICE;
            case Target.Bucket(_) -> Scope.BUCKET;
            case Target.Entry(_, _) -> Scope.OBJECT;
        };
    }

    private static String selector(S3Request request, Scope scope) {
        String subresource = "";
        for (Query.Parameter parameter : request.query().parameters()) {
            if (SUBRESOURCES.contains(parameter.name())) {
                subresource = parameter.name();
                break;
            }
        }
        boolean copies =
                scope == Scope.OBJECT
                        && request.http().method().equals("PUT")
                        && request.header(COPY_SOURCE).isPresent();
        if (!copies) {
            return subresource;
        }
        return subresource.isEmpty() ? COPY_SOURCE : subresource + "+" + COPY_SOURCE;
    }

    private record Key(String method, Scope scope, String selector) {}
}
