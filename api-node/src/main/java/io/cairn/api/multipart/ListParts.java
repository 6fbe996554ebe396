package io.cairn.api.multipart;

import io.cairn.api.object.ChecksumXml;
import io.cairn.api.object.EntityTag;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import java.util.List;

/// ListParts.
record ListParts(Backend backend) implements Operation.OfBucket {
    private static final String MARKER = "part-number-marker";

    @Override
    public Call<BucketImage> prepare(S3Request request) {
        int max = request.query().count("max-parts", backend.limits().pageRowsMax());
        int after =
                request.query().text(MARKER).isEmpty()
                        ? 0
                        : request.query().number(MARKER, 0, Integer.MAX_VALUE);
        return bucket -> list(request, after, max, bucket);
    }

    private S3Response list(S3Request request, int after, int max, BucketImage bucket) {
        Upload upload = UploadTarget.find(backend, request, bucket);
        List<Part> found = backend.namespace().parts(bucket, upload.id(), after, max + 1);
        boolean truncated = max > 0 && found.size() > max;
        List<Part> parts = found.subList(0, Math.min(max, found.size()));
        XmlWriter xml = new XmlWriter().openRoot("ListPartsResult");
        xml.element("Bucket", bucket.name());
        xml.element("Key", upload.key().value());
        xml.element("UploadId", upload.id().toString());
        writeOwner("Initiator", upload.owner(), xml);
        writeOwner("Owner", upload.owner(), xml);
        xml.element("StorageClass", upload.metadata().storageClass());
        xml.element("PartNumberMarker", after);
        xml.element("NextPartNumberMarker", parts.isEmpty() ? after : parts.getLast().number());
        xml.element("MaxParts", max).element("IsTruncated", truncated);
        upload.checksumAlgorithm()
                .ifPresent(algorithm -> {
                    xml.element("ChecksumAlgorithm", algorithm.name());
                    xml.element(
                            "ChecksumType",
                            upload.checksumFullObject() ? "FULL_OBJECT" : "COMPOSITE");
                });
        parts.forEach(part -> write(part, xml));
        return S3Response.xml(xml.close("ListPartsResult"));
    }

    /// Writes who owns an upload.
    static void writeOwner(String element, String owner, XmlWriter xml) {
        xml.open(element).element("ID", owner).element("DisplayName", owner).close(element);
    }

    private static void write(Part part, XmlWriter xml) {
        xml.open("Part").element("PartNumber", part.number());
        xml.element("LastModified", Timestamps.iso(part.modifiedMillis()));
        xml.element("ETag", EntityTag.quoted(part.etag()));
        part.checksum().ifPresent(sum -> ChecksumXml.write(sum, false, xml));
        xml.element("Size", part.size()).close("Part");
    }
}
