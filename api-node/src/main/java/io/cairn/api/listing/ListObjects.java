package io.cairn.api.listing;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlWriter;

/// ListObjects, the first version: continued by the client's own marker.
record ListObjects(Backend backend) implements Operation {
    @Override
    public S3Response handle(S3Request request) {
        String marker = request.query().text("marker");
        Listing listing = Listing.of(backend, request, marker);
        XmlWriter xml = new XmlWriter().openRoot("ListBucketResult");
        listing.writeHead(xml);
        xml.element("Marker", listing.text().of(marker));
        if (listing.page().truncated() && !listing.query().delimiter().isEmpty()) {
            xml.element("NextMarker", listing.text().of(listing.marker()));
        }
        listing.writeRows("Contents", true, xml);
        return S3Response.xml(xml.close("ListBucketResult"));
    }
}
