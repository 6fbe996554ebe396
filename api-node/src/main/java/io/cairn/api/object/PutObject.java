package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.lock.LockHeaders;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.PendingEvent;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.payload.BodyContent;
import io.cairn.api.tagging.Tags;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.WrittenVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// PutObject.
record PutObject(Backend backend, Access access) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        request.refuseVersion();
        ObjectMetadata metadata = MetadataHeaders.of(request.http(), backend.limits());
        if (request.header("x-amz-checksum-type")
                .filter(type -> !type.equals(ObjectHeaders.FULL_OBJECT))
                .isPresent()) {
            throw S3Error.InvalidRequest.exception(
                    "Value for x-amz-checksum-type header is invalid.");
        }
        Head head =
                new Head(
                        metadata,
                        Tags.ofHeader(request),
                        LockHeaders.of(request, backend.ids().clock().millis()),
                        WriteConditions.of(request));
        return bucket -> {
            head.locks.require(request, access, bucket);
            if (!head.tags.isEmpty()) {
                access.require(request, bucket, S3Action.PutObjectTagging, request.key());
            }
            return put(request, head, bucket);
        };
    }

    /// What the head of a request says.
    private record Head(
            ObjectMetadata metadata,
            SortedMap<String, String> tags,
            LockHeaders locks,
            Preconditions preconditions) {}

    private S3Response put(S3Request request, Head head, BucketImage bucket) throws IOException {
        PendingEvent event = backend.newEventOfCall(request, bucket);
        try (BodyContent content =
                request.payload()
                        .content(backend.limits().objectBytesMax(), ChecksumAlgorithm.CRC64NVME)) {
            Outcome.Accepted accepted =
                    event.append(
                            request.key(),
                            StorageClass.redundancy(head.metadata),
                            content,
                            content,
                            () -> {
                                BodyContent.Digests digests = content.verify();
                                return new EventBody.ObjectPut(
                                        request.key(),
                                        ObjectContent.of(
                                                digests.length(),
                                                digests.md5Hex(),
                                                Optional.of(digests.checksum())),
                                        head.metadata,
                                        head.locks.on(ObjectAttributes.tagged(head.tags)),
                                        head.preconditions,
                                        false);
                            });
            return response(accepted.version().orElseThrow());
        }
    }

    private static S3Response response(WrittenVersion version) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("ETag", EntityTag.quoted(version.etag())));
        version.checksum().map(ObjectHeaders::ofChecksum).ifPresent(headers::addAll);
        headers.addAll(ObjectHeaders.ofWritten(version));
        return S3Response.ok(headers.toArray(Header[]::new));
    }
}
