package io.cairn.api.object;

import io.cairn.api.lock.Locks;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Rejections;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.request.VersionText;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// DeleteObject. Succeeds for a key or a version that does not exist.
record DeleteObject(Backend backend, Access access) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Preconditions preconditions = WriteConditions.ofDelete(request);
        Optional<VersionId> version = request.versionId();
        return bucket ->
                delete(
                        request,
                        new EventBody.DeleteEntry(
                                request.key(),
                                version,
                                Locks.bypasses(request, access, bucket, request.key()),
                                preconditions),
                        bucket);
    }

    private S3Response delete(S3Request request, EventBody.DeleteEntry entry, BucketImage bucket) {
        Outcome.Accepted accepted =
                backend.newEventOfCall(request, bucket)
                        .append(new EventBody.ObjectsDelete(List.of(entry)));
        DeletedEntry deleted = accepted.entries().getFirst();
        if (deleted.rejection().isPresent()) {
            throw Rejections.ofEntry(deleted.rejection().get());
        }
        List<Header> headers = new ArrayList<>();
        if (deleted.deleteMarker()) {
            headers.add(new Header("x-amz-delete-marker", "true"));
        }
        Optional<VersionId> shown = deleted.markerId().or(entry::versionId);
        shown.ifPresent(
                id -> headers.add(new Header(ObjectHeaders.VERSION_ID, VersionText.of(id))));
        return new S3Response.Whole(S3Response.NO_CONTENT, headers, new byte[0]);
    }
}
