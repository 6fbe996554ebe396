package io.cairn.api.multipart;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.api.object.ChecksumXml;
import io.cairn.api.object.EntityTag;
import io.cairn.api.object.ObjectHeaders;
import io.cairn.api.object.WriteConditions;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.request.Decimal;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.EventBody.CompletedPart;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Upload;
import io.cairn.schemas.event.WrittenVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// CompleteMultipartUpload. The log decides whether the upload exists: it may be completed already,
/// and this may be a retry, of whatever client.
record CompleteMultipartUpload(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Head head =
                new Head(
                        UploadTarget.id(request),
                        expectedSize(request),
                        ChecksumHeaders.of(request.http()),
                        WriteConditions.of(request));
        return bucket -> complete(request, head, bucket);
    }

    /// What the head of a request says.
    private record Head(
            UploadId upload,
            OptionalLong expectedSize,
            Optional<Checksum> checksum,
            Preconditions preconditions) {
        EventBody.UploadComplete completing(ObjectKey key, List<CompletedPart> parts) {
            return new EventBody.UploadComplete(
                    key, upload, parts, expectedSize, checksum, preconditions);
        }
    }

    /// Reads the body, whose memory is held until the answer is made.
    private S3Response complete(S3Request request, Head head, BucketImage bucket)
            throws IOException {
        Document document = backend.documentOfOther(request);
        boolean handedOver = false;
        try {
            EventBody.UploadComplete body = head.completing(request.key(), parts(document.parse()));
            S3Response answer =
                    new S3Response.Slow(() -> {
                        try (document) {
                            return complete(request, body, bucket);
                        }
                    });
            handedOver = true;
            return answer;
        } finally {
            if (!handedOver) {
                document.close();
            }
        }
    }

    private S3Response.Whole complete(
            S3Request request, EventBody.UploadComplete body, BucketImage bucket) {
        requireChecksums(request, body, bucket);
        WrittenVersion version =
                backend.newEventOfCall(request, bucket).append(body).version().orElseThrow();
        XmlWriter xml = new XmlWriter().openRoot("CompleteMultipartUploadResult");
        xml.element("Location", location(request));
        xml.element("Bucket", bucket.name());
        xml.element("Key", request.key().value());
        xml.element("ETag", EntityTag.quoted(version.etag()));
        version.checksum().ifPresent(sum -> ChecksumXml.write(sum, true, xml));
        return S3Response.xml(
                xml.close("CompleteMultipartUploadResult"), ObjectHeaders.ofWritten(version));
    }

    /// Throws InvalidRequest if the request names another checksum type than the upload was created
    /// with, or if the type needs a checksum of each part and a part has none. The upload is looked
    /// up only if one of these is possible.
    private void requireChecksums(
            S3Request request, EventBody.UploadComplete body, BucketImage bucket) {
        Optional<String> type = request.header("x-amz-checksum-type");
        Optional<CompletedPart> bare =
                body.parts().stream().filter(part -> part.checksum().isEmpty()).findFirst();
        if (type.isEmpty() && bare.isEmpty()) {
            return;
        }
        Optional<Upload> found = backend.namespace().upload(bucket, request.key(), body.uploadId());
        if (found.isEmpty() || found.get().checksumAlgorithm().isEmpty()) {
            return;
        }
        String begun = found.get().checksumFullObject() ? "FULL_OBJECT" : "COMPOSITE";
        if (type.isPresent() && !type.get().equals(begun)) {
            throw S3Error.InvalidRequest.exception(
                    "The upload was created using the %s checksum type.".formatted(begun));
        }
        if (bare.isPresent() && !found.get().checksumFullObject()) {
            throw S3Error.InvalidRequest.exception(
                    "The complete request must include the checksum of each part; part %d has none."
                            .formatted(bare.get().partNumber()));
        }
    }

    private static String location(S3Request request) {
        return "http://" + request.header("Host").orElse("") + request.http().path();
    }

    private static List<CompletedPart> parts(XmlElement document) {
        List<XmlElement> elements = document.children("Part");
        if (!document.name().equals("CompleteMultipartUpload")
                || elements.isEmpty()
                || elements.size() > Part.NUMBER_MAX) {
            throw S3Error.MalformedXML.exception();
        }
        List<CompletedPart> parts = new ArrayList<>(elements.size());
        for (XmlElement element : elements) {
            parts.add(
                    new CompletedPart(
                            number(element.childText("PartNumber").orElse("")),
                            EntityTag.bare(
                                    element.childText("ETag")
                                            .orElseThrow(S3Error.MalformedXML::exception)),
                            checksum(element)));
        }
        return parts;
    }

    private static int number(String text) {
        long number = Decimal.parse(text.strip()).orElseThrow(S3Error.MalformedXML::exception);
        if (number < 1 || number > Part.NUMBER_MAX) {
            throw S3Error.InvalidArgument.exception(
                    "PartNumber must be an integer between 1 and 10000, inclusive");
        }
        return (int) number;
    }

    private static Optional<Checksum> checksum(XmlElement part) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> text = part.childText(ChecksumHeaders.element(algorithm));
            if (text.isPresent()) {
                return Optional.of(ChecksumHeaders.parse(algorithm, text.get().strip()));
            }
        }
        return Optional.empty();
    }

    private static OptionalLong expectedSize(S3Request request) {
        String text = request.header("x-amz-mp-object-size").orElse("");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong size = Decimal.parse(text);
        if (size.isEmpty()) {
            throw S3Error.InvalidRequest.exception(
                    "Value for x-amz-mp-object-size header is invalid.");
        }
        return size;
    }
}
