package io.cairn.api.multipart;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.api.object.MetadataHeaders;
import io.cairn.api.object.WriteConditions;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.UploadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CreateMultipartUpload.
record CreateMultipartUpload(Backend backend) implements Operation {
    private static final String FULL_OBJECT = "FULL_OBJECT";
    private static final String COMPOSITE = "COMPOSITE";

    @Override
    public S3Response handle(S3Request request) {
        WriteConditions.refuse(request);
        ObjectMetadata metadata = MetadataHeaders.of(request.http(), backend.limits());
        Optional<ChecksumAlgorithm> algorithm =
                request.header("x-amz-checksum-algorithm").map(ChecksumHeaders::algorithm);
        boolean fullObject = fullObject(request.header("x-amz-checksum-type"), algorithm);
        BucketImage bucket = backend.bucket(request);
        UploadId id = new UploadId(backend.ids().next());
        backend.change(request, bucket)
                .append(
                        new EventBody.UploadCreate(
                                request.key(), id, UploadPlan.of(metadata, algorithm, fullObject)));
        List<Header> headers = new ArrayList<>();
        algorithm.ifPresent(chosen -> {
            headers.add(new Header("x-amz-checksum-algorithm", chosen.name()));
            headers.add(new Header("x-amz-checksum-type", fullObject ? FULL_OBJECT : COMPOSITE));
        });
        XmlWriter xml = new XmlWriter().openRoot("InitiateMultipartUploadResult");
        xml.element("Bucket", bucket.name());
        xml.element("Key", request.key().value());
        xml.element("UploadId", id.toString());
        return S3Response.xml(xml.close("InitiateMultipartUploadResult"), headers);
    }

    /// Whether the object's checksum will be one of all its bytes. Only CRCs can be, and CRC64NVME
    /// cannot be anything else.
    private static boolean fullObject(
            Optional<String> type, Optional<ChecksumAlgorithm> algorithm) {
        if (algorithm.isEmpty()) {
            if (type.isPresent()) {
                throw S3Error.InvalidRequest.exception(
                        "The x-amz-checksum-type header can only be used with the"
                                + " x-amz-checksum-algorithm header.");
            }
            return true;
        }
        boolean only = algorithm.get() == ChecksumAlgorithm.CRC64NVME;
        String wanted = type.orElse(only ? FULL_OBJECT : COMPOSITE);
        boolean allowed =
                switch (wanted) {
                    case FULL_OBJECT -> algorithm.get().combinable();
                    case COMPOSITE -> !only;
                    default ->
                            throw S3Error.InvalidRequest.exception(
                                    "Value for x-amz-checksum-type header is invalid.");
                };
        if (!allowed) {
            throw S3Error.InvalidRequest.exception(
                    "The %s checksum type cannot be used with the %s checksum algorithm."
                            .formatted(wanted, algorithm.get()));
        }
        return wanted.equals(FULL_OBJECT);
    }
}
