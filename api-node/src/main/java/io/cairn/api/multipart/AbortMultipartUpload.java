package io.cairn.api.multipart;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;

/// AbortMultipartUpload.
record AbortMultipartUpload(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        UploadId id = UploadTarget.id(request);
        return bucket -> abort(request, id, bucket);
    }

    private S3Response abort(S3Request request, UploadId id, BucketImage bucket) {
        backend.newEvent(request, bucket).append(new EventBody.UploadAbort(request.key(), id));
        return S3Response.noContent();
    }
}
