package io.cairn.api.tagging;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// GetBucketTagging, PutBucketTagging and DeleteBucketTagging. A bucket keeps its tags as the
/// document that shows them.
record BucketTagging(Backend backend) {
    private static final String DOCUMENT = "tagging";

    Operation.OfBucket get() {
        return _ -> BucketTagging::show;
    }

    private static S3Response show(BucketImage bucket) {
        String tags =
                bucket.configuration()
                        .document(DOCUMENT)
                        .orElseThrow(() ->
                                S3Error.NoSuchTagSet.exception().with("BucketName", bucket.name()));
        return new S3Response.Whole(
                S3Response.OK,
                List.of(new Header("Content-Type", "application/xml")),
                tags.getBytes(StandardCharsets.UTF_8));
    }

    Operation.OfBucket put() {
        return request -> bucket -> put(request, bucket);
    }

    private S3Response put(S3Request request, BucketImage bucket) throws IOException {
        SortedMap<String, String> tags;
        try (Document document = backend.document(request)) {
            tags = Tags.of(document.parse(), Tags.Limit.BUCKET);
        }
        String text = new String(Tags.write(tags).toBytes(), StandardCharsets.UTF_8);
        return set(
                request,
                bucket,
                new EventBody.BucketDocumentPut(
                        DOCUMENT, tags.isEmpty() ? Optional.empty() : Optional.of(text)));
    }

    Operation.OfBucket delete() {
        return request ->
                bucket ->
                        set(
                                request,
                                bucket,
                                new EventBody.BucketDocumentPut(DOCUMENT, Optional.empty()));
    }

    /// A document that is removed and not there is no change.
    private S3Response set(S3Request request, BucketImage bucket, EventBody.BucketDocumentPut put) {
        if (put.text().isPresent() || bucket.configuration().document(DOCUMENT).isPresent()) {
            backend.newEvent(request, bucket).append(put);
        }
        return S3Response.noContent();
    }
}
