package io.cairn.api.listing;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;

/// ListObjectsV2: continued by an opaque token.
record ListObjectsV2(Backend backend) implements Operation.OfBucket {
    private static final String TOKEN = "continuation-token";

    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Query query = request.query();
        if (!query.text("list-type").equals("2")) {
            throw S3Error.InvalidArgument.exception("Invalid List Type specified in Request")
                    .with("ArgumentName", "list-type");
        }
        String startAfter = query.text("start-after");
        String after = query.value(TOKEN).map(ContinuationToken::decode).orElse(startAfter);
        Listing.Wanted wanted = Listing.Wanted.of(backend, request, after);
        return bucket -> write(query, wanted.read(bucket));
    }

    private static S3Response write(Query query, Listing listing) {
        XmlWriter xml = new XmlWriter().openRoot("ListBucketResult");
        listing.writeHead(xml);
        xml.element("KeyCount", listing.page().rows().size());
        query.value(TOKEN).ifPresent(token -> xml.element("ContinuationToken", token));
        String startAfter = query.text("start-after");
        if (!startAfter.isEmpty()) {
            xml.element("StartAfter", listing.text().of(startAfter));
        }
        if (listing.page().truncated()) {
            xml.element("NextContinuationToken", ContinuationToken.encode(listing.marker()));
        }
        listing.writeRows(query.text("fetch-owner").equals("true"), xml);
        return S3Response.xml(xml.close("ListBucketResult"));
    }
}
