package io.cairn.api.lock;

import io.cairn.api.object.ObjectHeaders;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.LegalHold;
import java.io.IOException;

/// GetObjectLegalHold and PutObjectLegalHold, of the current version or of the one that is named.
record VersionLegalHold(Backend backend) {
    Operation.OfVersion get() {
        return _ -> VersionLegalHold::show;
    }

    private static S3Response show(AuthorizedVersion found) {
        Locks.requireLock(found.bucket());
        LegalHold hold = found.version().attributes().legalHold();
        if (hold == LegalHold.NEVER) {
            throw Locks.missing(found.version());
        }
        return S3Response.xml(LockDocuments.write(hold));
    }

    Operation.OfVersion put() {
        return request -> found -> put(request, found);
    }

    private S3Response put(S3Request request, AuthorizedVersion found) throws IOException {
        LegalHold hold;
        try (Document document = backend.document(request)) {
            hold = LockDocuments.legalHold(document.parse());
        }
        Locks.requireLock(found.bucket());
        AuthorizedVersion set =
                found.change(
                        backend,
                        request,
                        sequence ->
                                new EventBody.ObjectLegalHoldPut(request.key(), sequence, hold));
        return new S3Response.Whole(
                S3Response.OK,
                ObjectHeaders.ofVersion(ObjectHeaders.VERSION_ID, set.bucket(), set.version()),
                new byte[0]);
    }
}
