package io.cairn.api.listing;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;

/// ListObjects, the first version: continued by the client's own marker.
record ListObjects(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        String marker = request.query().text("marker");
        Listing.Wanted wanted = Listing.Wanted.of(backend, request, marker);
        return bucket -> write(marker, wanted.read(bucket));
    }

    private static S3Response write(String marker, Listing listing) {
        XmlWriter xml = new XmlWriter().openRoot("ListBucketResult");
        listing.writeHead(xml);
        xml.element("Marker", listing.text().of(marker));
        if (listing.page().truncated() && !listing.query().delimiter().isEmpty()) {
            xml.element("NextMarker", listing.text().of(listing.marker()));
        }
        listing.writeRows(true, xml);
        return S3Response.xml(xml.close("ListBucketResult"));
    }
}
