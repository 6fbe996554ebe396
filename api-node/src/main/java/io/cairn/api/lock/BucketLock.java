package io.cairn.api.lock;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectLock;
import java.io.IOException;

/// GetObjectLockConfiguration and PutObjectLockConfiguration.
record BucketLock(Backend backend) {
    Operation.OfBucket get() {
        return _ -> BucketLock::show;
    }

    private static S3Response show(BucketImage bucket) {
        ObjectLock lock =
                bucket.configuration()
                        .lock()
                        .orElseThrow(() ->
                                S3Error.ObjectLockConfigurationNotFoundError.exception()
                                        .with("BucketName", bucket.name()));
        return S3Response.xml(LockDocuments.write(lock));
    }

    Operation.OfBucket put() {
        return request -> bucket -> put(request, bucket);
    }

    private S3Response put(S3Request request, BucketImage bucket) throws IOException {
        ObjectLock lock;
        try (Document document = backend.document(request)) {
            lock = LockDocuments.lock(document.parse());
        }
        backend.newEvent(request, bucket).append(new EventBody.BucketLockPut(lock));
        return S3Response.ok();
    }
}
