package io.cairn.api.lock;

import io.cairn.api.object.ObjectHeaders;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Retention;
import java.io.IOException;
import java.util.Optional;

/// GetObjectRetention and PutObjectRetention, of the current version or of the one that is named.
record VersionRetention(Backend backend, Access access) {
    Operation.OfVersion get() {
        return _ -> VersionRetention::show;
    }

    private static S3Response show(AuthorizedVersion found) {
        Locks.requireLock(found.bucket());
        Retention retention =
                found.version()
                        .attributes()
                        .retention()
                        .orElseThrow(() -> Locks.missing(found.version()));
        return S3Response.xml(LockDocuments.write(retention));
    }

    Operation.OfVersion put() {
        return request -> found -> put(request, found);
    }

    private S3Response put(S3Request request, AuthorizedVersion found) throws IOException {
        Optional<Retention> retention;
        try (Document document = backend.document(request)) {
            retention = LockDocuments.retention(document.parse(), backend.ids().clock().millis());
        }
        Locks.requireLock(found.bucket());
        boolean bypass = Locks.bypasses(request, access, found.bucket(), request.key());
        AuthorizedVersion set =
                found.change(
                        backend,
                        request,
                        sequence ->
                                new EventBody.ObjectRetentionPut(
                                        request.key(), sequence, retention, bypass));
        return new S3Response.Whole(
                S3Response.OK,
                ObjectHeaders.ofVersion(ObjectHeaders.VERSION_ID, set.bucket(), set.version()),
                new byte[0]);
    }
}
