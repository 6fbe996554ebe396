package io.cairn.api.http;

import io.cairn.api.operation.Access;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.BucketImage;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// The only way into an operation. Finds the route and lets the operation check the head of the
/// request. Then resolves the bucket (and the version) by one strong read and asks whether the
/// sender may do this. Last it calls the operation with what it found. An operation on the service
/// is called without a read. Health checks and CORS preflights do not get here.
final class Dispatcher {
    private final Router router;
    private final Access access;

    Dispatcher(List<Route> routes, Access access) {
        this.router = new Router(routes);
        this.access = access;
    }

    /// Answers a request whose sender is known. Throws the S3 error that does.
    S3Response dispatch(S3Request request) throws IOException {
        Route route = router.find(request);
        List<S3Action> actions = route.requirement().actionsOnTarget();
        return switch (route.operation()) {
            case Operation.OfService operation -> {
                access.requireService(request, actions);
                yield operation.handle(request);
            }
            case Operation.OfBucket operation -> {
                Operation.Call<BucketImage> call = operation.prepare(request);
                yield answer(call, () -> access.bucket(request, actions));
            }
            case Operation.OfVersion operation -> {
                Operation.Call<AuthorizedVersion> call = operation.prepare(request);
                yield answer(call, () -> access.version(request, actions));
            }
        };
    }

    private static <T> S3Response answer(Operation.Call<T> call, Supplier<T> resolve)
            throws IOException {
        T resolved;
        boolean done = false;
        try {
            resolved = resolve.get();
            done = true;
        } finally {
            if (!done) {
                call.release();
            }
        }
        return call.answer(resolved);
    }
}
