package io.cairn.api.bucket;

import io.cairn.api.listing.ContinuationToken;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.Namespace.BucketPage;
import io.cairn.schemas.event.BucketImage;

/// ListBuckets.
record ListBuckets(Backend backend) implements Operation.OfService {
    @Override
    public S3Response handle(S3Request request) {
        Query query = request.query();
        String prefix = query.text("prefix");
        int max =
                query.text("max-buckets").isEmpty()
                        ? backend.limits().bucketsPageMax()
                        : query.number("max-buckets", 1, backend.limits().bucketsPageMax());
        String after = query.value("continuation-token").map(ContinuationToken::decode).orElse("");
        String region = query.text("bucket-region");
        BucketPage page = backend.namespace().buckets(prefix, after, max);
        XmlWriter xml = new XmlWriter().openRoot("ListAllMyBucketsResult");
        String owner = request.identity().principal();
        xml.open("Owner").element("ID", owner).element("DisplayName", owner).close("Owner");
        xml.open("Buckets");
        for (BucketImage bucket : page.buckets()) {
            String of = BucketOperations.region(backend, bucket);
            if (region.isEmpty() || region.equals(of)) {
                xml.open("Bucket").element("Name", bucket.name());
                xml.element("CreationDate", Timestamps.iso(bucket.createdMillis()));
                xml.element("BucketRegion", of).close("Bucket");
            }
        }
        xml.close("Buckets");
        if (!prefix.isEmpty()) {
            xml.element("Prefix", prefix);
        }
        if (page.truncated()) {
            String last = page.buckets().getLast().name();
            xml.element("ContinuationToken", ContinuationToken.encode(last));
        }
        return S3Response.xml(xml.close("ListAllMyBucketsResult"));
    }
}
