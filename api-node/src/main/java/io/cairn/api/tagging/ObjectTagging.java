package io.cairn.api.tagging;

import io.cairn.api.object.ObjectHeaders;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.schemas.event.EventBody;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// GetObjectTagging, PutObjectTagging and DeleteObjectTagging, of the current version or of the one
/// that is named.
record ObjectTagging(Backend backend) {
    Operation.OfVersion get() {
        return _ -> found -> S3Response.xml(Tags.write(found.version().tags()), headers(found));
    }

    Operation.OfVersion put() {
        return request -> found -> put(request, found);
    }

    Operation.OfVersion delete() {
        return request ->
                found ->
                        new S3Response.Whole(
                                S3Response.NO_CONTENT,
                                headers(set(request, found, new TreeMap<>())),
                                new byte[0]);
    }

    private S3Response put(S3Request request, AuthorizedVersion found) throws IOException {
        SortedMap<String, String> tags;
        try (Document document = backend.document(request)) {
            tags = Tags.of(document.parse(), Tags.Limit.OBJECT);
        }
        List<Header> headers = headers(set(request, found, tags));
        return new S3Response.Whole(S3Response.OK, headers, new byte[0]);
    }

    private AuthorizedVersion set(
            S3Request request, AuthorizedVersion found, SortedMap<String, String> tags) {
        return found.change(
                backend,
                request,
                sequence ->
                        new EventBody.ObjectTagsPut(
                                request.key(), sequence, tags, request.versionId().isEmpty()));
    }

    private static List<Header> headers(AuthorizedVersion found) {
        return ObjectHeaders.ofVersion(ObjectHeaders.VERSION_ID, found.bucket(), found.version());
    }
}
