package io.cairn.api.multipart;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.api.lock.LockHeaders;
import io.cairn.api.object.MetadataHeaders;
import io.cairn.api.object.WriteConditions;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.tagging.Tags;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.UploadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/// CreateMultipartUpload.
record CreateMultipartUpload(Backend backend, Access access) implements Operation.OfBucket {
    private static final String CHECKSUM_TYPE = "x-amz-checksum-type";
    private static final String FULL_OBJECT = "FULL_OBJECT";
    private static final String COMPOSITE = "COMPOSITE";

    /// Stands for the id in what a request asks for.
    private static final UploadId NO_ID = new UploadId(new UUID(0, 0));

    @Override
    public Call<BucketImage> prepare(S3Request request) {
        WriteConditions.refuse(request);
        ObjectMetadata metadata = MetadataHeaders.of(request.http(), backend.limits());
        Optional<ChecksumAlgorithm> algorithm =
                request.header("x-amz-checksum-algorithm").map(ChecksumHeaders::algorithm);
        boolean fullObject =
                algorithm.isPresent()
                        ? fullObject(request, algorithm.get())
                        : fullObjectWithoutAlgorithm(request);
        SortedMap<String, String> tags = Tags.ofHeader(request);
        LockHeaders locks = LockHeaders.of(request, backend.ids().clock().millis());
        UploadPlan plan =
                UploadPlan.of(metadata, algorithm, fullObject)
                        .with(locks.on(ObjectAttributes.tagged(tags)));
        return bucket -> {
            locks.require(request, access, bucket);
            if (!tags.isEmpty()) {
                access.require(request, bucket, S3Action.PutObjectTagging, request.key());
            }
            return create(request, plan, bucket);
        };
    }

    /// Another attempt of the same call asks for an upload of another id. It is answered with that
    /// of the first.
    private S3Response create(S3Request request, UploadPlan plan, BucketImage bucket) {
        UploadId id = new UploadId(backend.ids().next());
        UploadId created =
                backend.newEventOfCall(request, bucket)
                        .askingFor(upload(request, NO_ID, plan).toBytes())
                        .append(upload(request, id, plan))
                        .upload()
                        .orElseThrow();
        List<Header> headers = new ArrayList<>();
        plan.checksumAlgorithm()
                .ifPresent(chosen -> {
                    headers.add(new Header("x-amz-checksum-algorithm", chosen.name()));
                    headers.add(
                            new Header(
                                    CHECKSUM_TYPE,
                                    plan.checksumFullObject() ? FULL_OBJECT : COMPOSITE));
                });
        XmlWriter xml = new XmlWriter().openRoot("InitiateMultipartUploadResult");
        xml.element("Bucket", bucket.name());
        xml.element("Key", request.key().value());
        xml.element("UploadId", created.toString());
        return S3Response.xml(xml.close("InitiateMultipartUploadResult"), headers);
    }

    private static EventBody upload(S3Request request, UploadId id, UploadPlan plan) {
        return new EventBody.UploadCreate(request.key(), id, plan);
    }

    private static boolean fullObjectWithoutAlgorithm(S3Request request) {
        if (request.header(CHECKSUM_TYPE).isPresent()) {
            throw S3Error.InvalidRequest.exception(
                    "The x-amz-checksum-type header can only be used with the"
                            + " x-amz-checksum-algorithm header.");
        }
        return true;
    }

    /// Whether the checksum of the object covers all its bytes. Only CRCs can do that, and
    /// CRC64NVME cannot do anything else.
    private static boolean fullObject(S3Request request, ChecksumAlgorithm algorithm) {
        boolean only = algorithm == ChecksumAlgorithm.CRC64NVME;
        String wanted = request.header(CHECKSUM_TYPE).orElse(only ? FULL_OBJECT : COMPOSITE);
        boolean allowed =
                switch (wanted) {
                    case FULL_OBJECT -> algorithm.combinable();
                    case COMPOSITE -> !only;
                    default ->
                            throw S3Error.InvalidRequest.exception(
                                    "Value for x-amz-checksum-type header is invalid.");
                };
        if (!allowed) {
            throw S3Error.InvalidRequest.exception(
                    "The %s checksum type cannot be used with the %s checksum algorithm."
                            .formatted(wanted, algorithm));
        }
        return wanted.equals(FULL_OBJECT);
    }
}
