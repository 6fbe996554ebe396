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

/// What listings of keys share: a page of rows, and how it is written.
record Listing(BucketImage bucket, ListQuery query, ListPage page, ListingText text) {
    /// What a request asks for: a page of rows, and how it is to be written.
    record Wanted(Backend backend, ListQuery query, ListingText text) {
        /// A page after `after`. Throws InvalidArgument for invalid parameters.
        static Wanted of(Backend backend, S3Request request, String after) {
            Query query = request.query();
            ListingText text = ListingText.of(query);
            int max = query.count("max-keys", backend.limits().pageRowsMax());
            ListQuery rows =
                    new ListQuery(query.text("prefix"), query.text("delimiter"), after, max);
            return new Wanted(backend, rows, text);
        }

        /// Reads the page.
        Listing read(BucketImage bucket) {
            ListPage page =
                    query.max() == 0
                            ? new ListPage(List.of(), false)
                            : backend.namespace().list(bucket, query);
            return new Listing(bucket, query, page, text);
        }
    }

    /// The marker of the next page.
    String marker() {
        return page.rows().getLast().marker();
    }

    /// Writes the elements that are not rows.
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

    /// Writes the rows: keys, then common prefixes.
    void writeRows(boolean owner, XmlWriter xml) {
        for (ListRow row : page.rows()) {
            if (row instanceof ListRow.Key(ObjectVersion found)) {
                xml.open("Contents").element("Key", text.of(found.key().value()));
                write(found, owner, xml);
                xml.close("Contents");
            }
        }
        for (ListRow row : page.rows()) {
            if (row instanceof ListRow.CommonPrefix(String prefix)) {
                xml.open("CommonPrefixes").element("Prefix", text.of(prefix));
                xml.close("CommonPrefixes");
            }
        }
    }

    /// Writes what a listing shows of a version beside its key.
    static void write(ObjectVersion version, boolean owner, XmlWriter xml) {
        xml.element("LastModified", Timestamps.iso(version.modifiedMillis()));
        xml.element("ETag", '"' + version.etag() + '"');
        if (version.checksum().isPresent()) {
            Checksum checksum = version.checksum().get();
            xml.element("ChecksumAlgorithm", checksum.algorithm().name());
            xml.element("ChecksumType", checksum.parts() == 0 ? "FULL_OBJECT" : "COMPOSITE");
        }
        xml.element("Size", version.size());
        if (owner) {
            writeOwner(version, xml);
        }
        xml.element("StorageClass", version.metadata().storageClass());
    }

    static void writeOwner(ObjectVersion version, XmlWriter xml) {
        xml.open("Owner").element("ID", version.owner());
        xml.element("DisplayName", version.owner()).close("Owner");
    }
}
