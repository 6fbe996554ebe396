package io.cairn.api.configuration;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlElement;
import io.cairn.schemas.event.BucketImage;
import java.io.IOException;
import java.util.function.Function;

/// A feature of which a bucket has one configuration: how it is shown, set and removed. `check`
/// throws what S3 answers to a document that is well-formed and not possible for this bucket;
/// `missing` is the answer while there is none.
record SingleConfiguration(
        Backend backend,
        String name,
        KeptDocument document,
        Check check,
        Function<BucketImage, S3Response> missing) {
    /// Whether a document is possible for a bucket.
    @FunctionalInterface
    interface Check {
        void check(BucketImage bucket, XmlElement document);
    }

    Operation.OfBucket get() {
        return _ ->
                bucket ->
                        bucket.configuration()
                                .document(name)
                                .map(KeptDocument::show)
                                .orElseGet(() -> missing.apply(bucket));
    }

    Operation.OfBucket put() {
        return request -> bucket -> put(request, bucket);
    }

    private S3Response put(S3Request request, BucketImage bucket) throws IOException {
        XmlElement sent = document.read(backend, request);
        check.check(bucket, sent);
        return KeptDocument.keep(backend, request, bucket, name, sent);
    }

    Operation.OfBucket delete() {
        return request ->
                bucket -> {
                    KeptDocument.remove(backend, request, bucket, name);
                    return S3Response.noContent();
                };
    }
}
