package io.cairn.api.object;

import io.cairn.api.content.OpenVersion;
import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.ObjectVersion;

/// RestoreObject. There is no archive: what is of an archive's class is restored already.
record RestoreObject(Backend backend) implements Operation {
    @Override
    public S3Response handle(S3Request request) {
        ObjectVersion version = OpenVersion.latest(backend, backend.bucket(request), request.key());
        if (!StorageClass.isArchive(version.metadata())) {
            throw S3Error.InvalidObjectState.exception(
                    "Restore is not allowed for the object's current storage class");
        }
        return S3Response.ok();
    }
}
