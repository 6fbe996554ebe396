package io.cairn.api.listing;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;

/// ListObjectVersions in a bucket that never had versioning: the one version of each key, whose id
/// is `null`.
record ListObjectVersions(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Query query = request.query();
        String marker = query.text("key-marker");
        if (marker.isEmpty()
                && query.has("version-id-marker")
                && !query.text("version-id-marker").isEmpty()) {
            throw S3Error.InvalidArgument.exception(
                    "A version-id marker cannot be specified without a key marker.");
        }
        Listing.Wanted wanted = Listing.Wanted.of(backend, request, marker);
        return bucket -> write(query, marker, wanted.read(bucket));
    }

    private static S3Response write(Query query, String marker, Listing listing) {
        XmlWriter xml = new XmlWriter().openRoot("ListVersionsResult");
        listing.writeHead(xml);
        xml.element("KeyMarker", listing.text().of(marker));
        xml.element("VersionIdMarker", query.text("version-id-marker"));
        if (listing.page().truncated()) {
            xml.element("NextKeyMarker", listing.text().of(listing.marker()));
            xml.element("NextVersionIdMarker", "null");
        }
        listing.writeRows("Version", true, xml);
        return S3Response.xml(xml.close("ListVersionsResult"));
    }
}
