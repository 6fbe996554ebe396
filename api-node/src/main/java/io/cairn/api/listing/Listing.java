package io.cairn.api.listing;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.Namespace.ListPage;
import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.metadata.Namespace.ListRow;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ObjectVersion;
import java.util.List;

/// What all listings share: a page of rows and how it is written.
record Listing(BucketImage bucket, ListQuery query, ListPage page, ListingText text) {
    /// Reads a page after `after`.
    static Listing of(Backend backend, S3Request request, String after) {
        Query query = request.query();
        ListingText text = ListingText.of(query);
        int max = query.count("max-keys", backend.limits().pageRowsMax());
        ListQuery wanted = new ListQuery(query.text("prefix"), query.text("delimiter"), after, max);
        BucketImage bucket = backend.bucket(request);
        ListPage page =
                max == 0
                        ? new ListPage(List.of(), false)
                        : backend.namespace().list(bucket, wanted);
        return new Listing(bucket, wanted, page, text);
    }

    /// The text that the next page comes after.
    String marker() {
        return page.rows().getLast().marker();
    }

    /// Writes what is not a row.
    void writeHead(XmlWriter xml) {
        xml.element("Name", bucket.name());
        xml.element("Prefix", text.of(query.prefix()));
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", text.of(query.delimiter()));
        }
        text.write(xml);
        xml.element("MaxKeys", query.max());
        xml.element("IsTruncated", page.truncated());
    }

    /// Writes the rows: keys in an element of this name, then common prefixes.
    void writeRows(String element, boolean owner, XmlWriter xml) {
        boolean version = element.equals("Version");
        for (ListRow row : page.rows()) {
            if (row instanceof ListRow.Key(ObjectVersion found)) {
                xml.open(element).element("Key", text.of(found.key().value()));
                if (version) {
                    xml.element("VersionId", "null").element("IsLatest", true);
                }
                write(found, owner, xml);
                xml.close(element);
            }
        }
        for (ListRow row : page.rows()) {
            if (row instanceof ListRow.CommonPrefix(String prefix)) {
                xml.open("CommonPrefixes").element("Prefix", text.of(prefix));
                xml.close("CommonPrefixes");
            }
        }
    }

    private static void write(ObjectVersion version, boolean owner, XmlWriter xml) {
        xml.element("LastModified", Timestamps.iso(version.modifiedMillis()));
        xml.element("ETag", '"' + version.etag() + '"');
        if (version.checksum().isPresent()) {
            Checksum checksum = version.checksum().get();
            xml.element("ChecksumAlgorithm", checksum.algorithm().name());
            xml.element("ChecksumType", checksum.parts() == 0 ? "FULL_OBJECT" : "COMPOSITE");
        }
        xml.element("Size", version.size());
        if (owner) {
            xml.open("Owner").element("ID", version.owner());
            xml.element("DisplayName", version.owner()).close("Owner");
        }
        xml.element("StorageClass", version.metadata().storageClass());
    }
}
