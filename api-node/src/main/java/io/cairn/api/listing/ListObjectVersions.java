package io.cairn.api.listing;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import io.cairn.api.request.VersionText;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.Namespace.VersionPage;
import io.cairn.metadata.Namespace.VersionQuery;
import io.cairn.metadata.Namespace.VersionRow;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.List;
import java.util.Optional;

/// ListObjectVersions: all versions and delete markers, the newest of each key first.
record ListObjectVersions(Backend backend) implements Operation.OfBucket {
    private static final String VERSION_MARKER = "version-id-marker";

    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Query query = request.query();
        ListingText text = ListingText.of(query);
        VersionQuery wanted =
                new VersionQuery(
                        query.text("prefix"),
                        query.text("delimiter"),
                        query.text("key-marker"),
                        marker(query),
                        query.count("max-keys", backend.limits().pageRowsMax()));
        return bucket -> list(query, text, wanted, bucket);
    }

    private static Optional<VersionId> marker(Query query) {
        String id = query.text(VERSION_MARKER);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (query.text("key-marker").isEmpty()) {
            throw S3Error.InvalidArgument.exception(
                    "A version-id marker cannot be specified without a key marker.");
        }
        ObjectKey _ = Target.key(query.text("key-marker"));
        return Optional.of(VersionText.parse(VERSION_MARKER, id));
    }

    private S3Response list(
            Query query, ListingText text, VersionQuery wanted, BucketImage bucket) {
        VersionPage page =
                wanted.max() == 0
                        ? new VersionPage(List.of(), false)
                        : backend.namespace().versions(bucket, wanted);
        XmlWriter xml = new XmlWriter().openRoot("ListVersionsResult");
        xml.element("Name", bucket.name());
        xml.element("Prefix", text.of(wanted.prefix()));
        xml.element("KeyMarker", text.of(wanted.afterKey()));
        xml.element("VersionIdMarker", query.text(VERSION_MARKER));
        if (page.truncated()) {
            writeNext(page.rows().getLast(), text, xml);
        }
        if (!wanted.delimiter().isEmpty()) {
            xml.element("Delimiter", text.of(wanted.delimiter()));
        }
        text.write(xml);
        xml.element("MaxKeys", wanted.max()).element("IsTruncated", page.truncated());
        for (VersionRow row : page.rows()) {
            write(row, text, xml);
        }
        return S3Response.xml(xml.close("ListVersionsResult"));
    }

    private static void writeNext(VersionRow last, ListingText text, XmlWriter xml) {
        switch (last) {
            case VersionRow.Version(ObjectVersion version, boolean _) -> {
                xml.element("NextKeyMarker", text.of(version.key().value()));
                xml.element("NextVersionIdMarker", marker(version));
            }
            case VersionRow.CommonPrefix(String prefix) ->
                    xml.element("NextKeyMarker", text.of(prefix));
        }
    }

    /// Names the place of a version. The null version may be replaced before the next page, which
    /// would then begin at the place of the new one.
    private static String marker(ObjectVersion version) {
        return version.versionId().orElse(VersionId.ofPlace(version.sequence())).toString();
    }

    private static void write(VersionRow row, ListingText text, XmlWriter xml) {
        switch (row) {
            case VersionRow.Version(ObjectVersion version, boolean latest) -> {
                String element = version.deleteMarker() ? "DeleteMarker" : "Version";
                xml.open(element).element("Key", text.of(version.key().value()));
                xml.element("VersionId", VersionText.of(version));
                xml.element("IsLatest", latest);
                if (version.deleteMarker()) {
                    xml.element("LastModified", Timestamps.iso(version.modifiedMillis()));
                    Listing.writeOwner(version, xml);
                } else {
                    Listing.write(version, true, xml);
                }
                xml.close(element);
            }
            case VersionRow.CommonPrefix(String prefix) ->
                    xml.open("CommonPrefixes")
                            .element("Prefix", text.of(prefix))
                            .close("CommonPrefixes");
        }
    }
}
