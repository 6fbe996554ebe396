package io.cairn.api.quota;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.request.Decimal;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.Usage;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/// Sets the quota of a bucket and shows it with what the bucket holds. The log decides who is
/// refused.
record BucketQuota(Backend backend) {
    private static final String ROOT = "BucketQuota";
    private static final String QUOTA = "QuotaBytes";

    Operation.OfBucket get() {
        return _ -> this::show;
    }

    private S3Response show(BucketImage bucket) {
        Usage usage = backend.namespace().usage(bucket);
        XmlWriter xml = new XmlWriter().openRoot(ROOT);
        bucket.configuration()
                .quotaBytes()
                .ifPresent(bytes -> xml.element(QUOTA, String.valueOf(bytes)));
        xml.element("UsedBytes", String.valueOf(usage.bytes()));
        xml.element("UsedVersions", String.valueOf(usage.objects()));
        return S3Response.xml(xml.close(ROOT));
    }

    Operation.OfBucket put() {
        return request -> bucket -> put(request, bucket);
    }

    private S3Response put(S3Request request, BucketImage bucket) throws IOException {
        OptionalLong bytes;
        try (Document document = backend.document(request)) {
            bytes = quota(document.parse());
        }
        backend.newEvent(request, bucket).append(new EventBody.BucketQuotaPut(bytes));
        return S3Response.ok();
    }

    /// The quota in a document; one without bytes removes it. Throws MalformedXML.
    private static OptionalLong quota(XmlElement document) {
        boolean known =
                document.children().size() <= 1
                        && document.text().isBlank()
                        && document.children().stream()
                                .allMatch(child ->
                                        child.name().equals(QUOTA) && child.children().isEmpty());
        if (!document.name().equals(ROOT) || !known) {
            throw S3Error.MalformedXML.exception();
        }
        Optional<String> text = document.childText(QUOTA).map(String::strip);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = Decimal.parse(text.get());
        if (bytes.isEmpty()) {
            throw S3Error.MalformedXML.exception();
        }
        return bytes;
    }
}
