package io.cairn.api.multipart;

import io.cairn.api.error.S3Error;
import io.cairn.api.listing.ListingText;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.Namespace.UploadPage;
import io.cairn.metadata.Namespace.UploadQuery;
import io.cairn.metadata.Namespace.UploadRow;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Optional;

/// ListMultipartUploads.
record ListMultipartUploads(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Query query = request.query();
        ListingText text = ListingText.of(query);
        int max = query.count("max-uploads", backend.limits().pageRowsMax());
        UploadQuery wanted =
                new UploadQuery(
                        query.text("prefix"),
                        query.text("delimiter"),
                        query.text("key-marker"),
                        marker(query),
                        max);
        return bucket -> list(query, text, wanted, bucket);
    }

    private S3Response list(Query query, ListingText text, UploadQuery wanted, BucketImage bucket) {
        UploadPage page =
                wanted.max() == 0
                        ? new UploadPage(List.of(), false)
                        : backend.namespace().uploads(bucket, wanted);
        XmlWriter xml = new XmlWriter().openRoot("ListMultipartUploadsResult");
        xml.element("Bucket", bucket.name());
        xml.element("KeyMarker", text.of(wanted.afterKey()));
        xml.element("UploadIdMarker", query.text("upload-id-marker"));
        if (page.truncated()) {
            writeNext(page.rows().getLast(), text, xml);
        }
        xml.element("Prefix", text.of(wanted.prefix()));
        if (!wanted.delimiter().isEmpty()) {
            xml.element("Delimiter", text.of(wanted.delimiter()));
        }
        text.write(xml);
        xml.element("MaxUploads", wanted.max()).element("IsTruncated", page.truncated());
        for (UploadRow row : page.rows()) {
            write(row, text, xml);
        }
        return S3Response.xml(xml.close("ListMultipartUploadsResult"));
    }

    private static Optional<UploadId> marker(Query query) {
        String id = query.text("upload-id-marker");
        if (id.isEmpty() || query.text("key-marker").isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UploadId.parse(id));
        } catch (IllegalArgumentException e) { // What `parse` throws for text that is no id.
            throw S3Error.InvalidArgument.exception("Invalid uploadId marker")
                    .with("ArgumentName", "upload-id-marker");
        }
    }

    private static void writeNext(UploadRow last, ListingText text, XmlWriter xml) {
        switch (last) {
            case UploadRow.InProgress(Upload upload) -> {
                xml.element("NextKeyMarker", text.of(upload.key().value()));
                xml.element("NextUploadIdMarker", upload.id().toString());
            }
            case UploadRow.CommonPrefix(String prefix) ->
                    xml.element("NextKeyMarker", text.of(prefix));
        }
    }

    private static void write(UploadRow row, ListingText text, XmlWriter xml) {
        switch (row) {
            case UploadRow.InProgress(Upload upload) -> {
                xml.open("Upload").element("Key", text.of(upload.key().value()));
                xml.element("UploadId", upload.id().toString());
                ListParts.writeOwner("Initiator", upload.owner(), xml);
                ListParts.writeOwner("Owner", upload.owner(), xml);
                xml.element("StorageClass", upload.metadata().storageClass());
                xml.element("Initiated", Timestamps.iso(upload.createdMillis()));
                xml.close("Upload");
            }
            case UploadRow.CommonPrefix(String prefix) ->
                    xml.open("CommonPrefixes")
                            .element("Prefix", text.of(prefix))
                            .close("CommonPrefixes");
        }
    }
}
