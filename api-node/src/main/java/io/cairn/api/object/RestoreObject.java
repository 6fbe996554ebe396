package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.ObjectVersion;

/// RestoreObject. There is no archive: an object of an archive class is always restored.
record RestoreObject() implements Operation.OfVersion {
    @Override
    public Call<AuthorizedVersion> prepare(S3Request request) {
        return found -> restore(found.version());
    }

    private static S3Response restore(ObjectVersion version) {
        if (!StorageClass.isArchive(version.metadata())) {
            throw S3Error.InvalidObjectState.exception(
                    "Restore is not allowed for the object's current storage class");
        }
        return S3Response.ok();
    }
}
