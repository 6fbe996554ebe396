package io.cairn.api.multipart;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.object.EntityTag;
import io.cairn.api.object.StorageClass;
import io.cairn.api.object.WriteConditions;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.PendingEvent;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.payload.BodyContent;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// UploadPart.
record UploadPart(Backend backend) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        WriteConditions.refuse(request);
        int number = UploadTarget.partNumber(request);
        return bucket -> put(request, number, bucket);
    }

    private S3Response put(S3Request request, int number, BucketImage bucket) throws IOException {
        Upload upload = UploadTarget.find(backend, request, bucket);
        PendingEvent event = backend.newEvent(request, bucket);
        List<Header> headers = new ArrayList<>();
        try (BodyContent content =
                request.payload()
                        .content(backend.limits().partBytesMax(), UploadTarget.fallback(upload))) {
            content.sentAlgorithm().ifPresent(sent -> UploadTarget.requireAlgorithm(upload, sent));
            event.append(
                    request.key(),
                    StorageClass.redundancy(upload.metadata()),
                    content,
                    content,
                    () -> {
                        BodyContent.Digests digests = content.verify();
                        headers.add(new Header("ETag", EntityTag.quoted(digests.md5Hex())));
                        headers.add(
                                new Header(
                                        ChecksumHeaders.name(digests.checksum().algorithm()),
                                        digests.checksum().text()));
                        return new EventBody.PartPut(
                                request.key(),
                                upload.id(),
                                number,
                                new PartContent(
                                        digests.length(),
                                        digests.md5Hex(),
                                        Optional.of(digests.checksum())));
                    });
        }
        return S3Response.ok(headers.toArray(Header[]::new));
    }
}
