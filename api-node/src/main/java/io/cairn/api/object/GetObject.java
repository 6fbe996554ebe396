package io.cairn.api.object;

import io.cairn.api.content.OpenVersion;
import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.ReadRegistry;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// GetObject and HeadObject: a version, a range of it, or one of its parts.
record GetObject(Backend backend) implements Operation {
    private static final String PART = "partNumber";

    @Override
    public S3Response handle(S3Request request) {
        BucketImage bucket = backend.bucket(request);
        try {
            return request.isHead() ? head(request, bucket) : get(request, bucket);
        } catch (NotModified e) {
            return new S3Response.Whole(
                    S3Error.NotModified.status(), ObjectHeaders.validators(e.version), new byte[0]);
        }
    }

    private S3Response head(S3Request request, BucketImage bucket) {
        return OpenVersion.using(
                backend,
                bucket,
                request.key(),
                version -> {
                    Selection selection = select(request, bucket, version);
                    return new S3Response.HeadOnly(
                            status(selection),
                            headers(request, version, selection),
                            selection.length());
                });
    }

    private S3Response get(S3Request request, BucketImage bucket) {
        ReadRegistry.Read read = backend.reads().begin();
        Runnable release = read::close;
        boolean handedOver = false;
        try {
            OpenVersion open =
                    OpenVersion.of(
                            backend,
                            bucket,
                            request.key(),
                            version -> select(request, bucket, version));
            BlobStore.Content content = new RegisteredContent(open.content(), read);
            release = content::close;
            read.narrow(content.blobs());
            S3Response response =
                    new S3Response.Streamed(
                            status(open.selection()),
                            headers(request, open.version(), open.selection()),
                            open.selection().length(),
                            content);
            handedOver = true;
            return response;
        } finally {
            if (!handedOver) {
                release.run();
            }
        }
    }

    private Selection select(S3Request request, BucketImage bucket, ObjectVersion version) {
        switch (ReadConditions.of(request, "").check(version)) {
            case READ -> {}
            case NOT_MODIFIED -> throw new NotModified(version);
            case FAILED -> throw S3Error.PreconditionFailed.exception();
        }
        Optional<String> range = request.header("Range");
        if (!request.query().has(PART)) {
            return range.flatMap(header -> ByteRange.select(header, version.size()))
                    .orElseGet(() -> Selection.whole(version));
        }
        if (range.isPresent()) {
            throw S3Error.InvalidRequest.exception(
                    "Cannot specify both Range header and partNumber query parameter");
        }
        return selectPart(request, bucket, version);
    }

    private Selection selectPart(S3Request request, BucketImage bucket, ObjectVersion version) {
        int number = request.query().number(PART, 1, Part.NUMBER_MAX);
        if (version.partsOf().isEmpty()) {
            if (number > 1) {
                throw S3Error.InvalidPartNumber.exception();
            }
            return new Selection(0, version.size(), version.size() > 0, version.checksum());
        }
        UploadId upload = version.partsOf().get();
        List<Part> parts = backend.namespace().parts(bucket, upload, number - 1, 1);
        if (parts.isEmpty() && backend.namespace().parts(bucket, upload, 0, 1).isEmpty()) {
            throw new BlobUnavailableException("no part of upload " + upload + " is there");
        }
        if (parts.isEmpty() || parts.getFirst().number() != number) {
            throw S3Error.InvalidPartNumber.exception();
        }
        Part part = parts.getFirst();
        return new Selection(part.offset(), part.size(), part.size() > 0, part.checksum());
    }

    private static List<Header> headers(
            S3Request request, ObjectVersion version, Selection selection) {
        List<Header> headers = new ArrayList<>(ObjectHeaders.of(request, version, selection));
        if (request.query().has(PART) && version.partCount() > 0) {
            headers.add(new Header("x-amz-mp-parts-count", String.valueOf(version.partCount())));
        }
        return headers;
    }

    private static int status(Selection selection) {
        return selection.partial() ? S3Response.PARTIAL : S3Response.OK;
    }

    /// The condition of a read says that the client has this version already.
    private static final class NotModified extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient ObjectVersion version;

        NotModified(ObjectVersion version) {
            super("not modified", null, false, false);
            this.version = version;
        }
    }

    /// Content that ends a registered read when it is closed.
    private record RegisteredContent(BlobStore.Content content, ReadRegistry.Read read)
            implements BlobStore.Content {
        @Override
        public Set<BlobId> blobs() {
            return content.blobs();
        }

        @Override
        public void transferTo(ByteSink out) throws IOException {
            content.transferTo(out);
        }

        @Override
        public void close() {
            try (read) {
                content.close();
            }
        }
    }
}
