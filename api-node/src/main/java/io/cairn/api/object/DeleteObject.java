package io.cairn.api.object;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Rejections;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import java.util.List;
import java.util.Optional;

/// DeleteObject. Succeeds for a key that does not exist.
record DeleteObject(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Preconditions preconditions = WriteConditions.ofDelete(request);
        return bucket -> delete(request, preconditions, bucket);
    }

    private S3Response delete(S3Request request, Preconditions preconditions, BucketImage bucket) {
        EventBody.DeleteEntry entry = new EventBody.DeleteEntry(request.key(), preconditions);
        Outcome.Accepted accepted =
                backend.newEvent(request, bucket)
                        .append(new EventBody.ObjectsDelete(List.of(entry)));
        Optional<Rejection> rejection = accepted.entries().getFirst();
        if (rejection.isPresent()) {
            throw Rejections.error(rejection.get()).exception();
        }
        return S3Response.noContent();
    }
}
