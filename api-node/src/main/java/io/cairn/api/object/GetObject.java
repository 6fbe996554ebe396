package io.cairn.api.object;

import io.cairn.api.content.OpenVersion;
import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.lock.LockHeaders;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.ReadRegistry;
import io.cairn.api.operation.S3Action;
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
record GetObject(Backend backend, Access access) implements Operation.OfVersion {
    private static final String PART = "partNumber";

    @Override
    public Call<AuthorizedVersion> prepare(S3Request request) {
        return request.isHead()
                ? found -> head(request, found)
                : new Get(this, request, backend.reads().begin());
    }

    private S3Response head(S3Request request, AuthorizedVersion found) {
        return OpenVersion.using(
                found,
                current -> {
                    ObjectVersion version = current.version();
                    if (isUnmodified(request, version)) {
                        return notModified(current.bucket(), version);
                    }
                    Selection selection = select(request, current.bucket(), version);
                    return new S3Response.HeadOnly(
                            status(selection),
                            headers(request, current, selection),
                            selection.length());
                });
    }

    /// A GET whose read is registered.
    private record Get(GetObject operation, S3Request request, ReadRegistry.Read read)
            implements Call<AuthorizedVersion> {
        @Override
        public S3Response answer(AuthorizedVersion found) {
            boolean handedOver = false;
            try {
                S3Response response =
                        OpenVersion.using(found, current -> operation.get(request, current, read));
                handedOver = response instanceof S3Response.Streamed;
                return response;
            } finally {
                if (!handedOver) {
                    release();
                }
            }
        }

        @Override
        public void release() {
            read.close();
        }
    }

    /// The answer to GET; one that streams closes `read`.
    private S3Response get(S3Request request, AuthorizedVersion current, ReadRegistry.Read read) {
        BucketImage bucket = current.bucket();
        ObjectVersion version = current.version();
        if (isUnmodified(request, version)) {
            return notModified(bucket, version);
        }
        Selection selection = select(request, bucket, version);
        List<Header> headers = headers(request, current, selection);
        BlobStore.Content content = OpenVersion.open(backend, bucket, version, selection);
        boolean handedOver = false;
        try {
            read.narrow(content.blobs());
            S3Response answer =
                    new S3Response.Streamed(
                            status(selection),
                            headers,
                            selection.length(),
                            new RegisteredContent(content, read));
            handedOver = true;
            return answer;
        } finally {
            if (!handedOver) {
                content.close();
            }
        }
    }

    /// Whether the conditions say that the client has this version already. Throws
    /// PreconditionFailed if they do not let it be read.
    private static boolean isUnmodified(S3Request request, ObjectVersion version) {
        return switch (ReadConditions.of(request, "").check(version)) {
            case READ -> false;
            case NOT_MODIFIED -> true;
            case FAILED -> throw S3Error.PreconditionFailed.exception();
        };
    }

    private static S3Response notModified(BucketImage bucket, ObjectVersion version) {
        return new S3Response.Whole(
                S3Error.NotModified.status(),
                ObjectHeaders.validators(bucket, version),
                new byte[0]);
    }

    private Selection select(S3Request request, BucketImage bucket, ObjectVersion version) {
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

    private List<Header> headers(
            S3Request request, AuthorizedVersion current, Selection selection) {
        ObjectVersion version = current.version();
        List<Header> headers =
                new ArrayList<>(ObjectHeaders.of(request, current.bucket(), version, selection));
        headers.addAll(LockHeaders.show(request, access, current.bucket(), version));
        if (!version.tags().isEmpty() && maySeeTags(request, current)) {
            headers.add(new Header("x-amz-tagging-count", String.valueOf(version.tags().size())));
        }
        if (request.query().has(PART) && version.partCount() > 0) {
            headers.add(new Header("x-amz-mp-parts-count", String.valueOf(version.partCount())));
        }
        return headers;
    }

    /// How many tags a version has is told to those only who may see them.
    private boolean maySeeTags(S3Request request, AuthorizedVersion current) {
        S3Action action =
                request.versionId().isPresent()
                        ? S3Action.GetObjectVersionTagging
                        : S3Action.GetObjectTagging;
        return access.allows(request, current.bucket(), action, current.version().key());
    }

    private static int status(Selection selection) {
        return selection.partial() ? S3Response.PARTIAL : S3Response.OK;
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
