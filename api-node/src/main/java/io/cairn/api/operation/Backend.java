package io.cairn.api.operation;

import io.cairn.api.blob.BlobStore;
import io.cairn.api.error.S3Error;
import io.cairn.api.request.Region;
import io.cairn.metadata.Namespace;
import io.cairn.schemas.EventId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.BucketImage;
import java.util.Optional;

/// The store behind the operations, and what they may not make up themselves. `ids` also tells the
/// time.
public record Backend(
        Namespace namespace,
        BlobStore blobs,
        ReadRegistry reads,
        TimeOrderedIds ids,
        Region region,
        Limits limits,
        Budgets budgets) {
    /// The bucket of a request, by a strong read. Throws NoSuchBucket.
    public BucketImage bucket(S3Request request) {
        return bucket(request.bucket(), request.header("x-amz-expected-bucket-owner"));
    }

    /// The bucket that a request copies from, by a strong read. Throws NoSuchBucket.
    public BucketImage sourceBucket(S3Request request, String name) {
        return bucket(name, request.header("x-amz-source-expected-bucket-owner"));
    }

    /// Begins a change of a bucket that exists.
    public Change change(S3Request request, BucketImage bucket) {
        return change(request, bucket.name(), Optional.of(bucket));
    }

    /// Begins a change that creates a bucket.
    public Change change(S3Request request, String bucketName) {
        return change(request, bucketName, Optional.empty());
    }

    /// Takes the memory for the document of a request, before it is read and until it is answered.
    /// Throws SlowDown if others have it all.
    public Budget.Share takeDocument(S3Request request) {
        int bytes = request.payload().documentBytes(limits.documentBytesMax());
        return budgets.documents().take(bytes);
    }

    /// Whether requests wait for what others hold.
    public boolean contended() {
        return blobs.contended() || budgets.contended();
    }

    private BucketImage bucket(String name, Optional<String> expectedOwner) {
        BucketImage bucket =
                namespace.bucket(name).orElseThrow(() -> Rejections.noSuchBucket(name));
        if (expectedOwner.isPresent() && !expectedOwner.get().equals(bucket.owner())) {
            throw S3Error.AccessDenied.exception();
        }
        return bucket;
    }

    private Change change(S3Request request, String name, Optional<BucketImage> bucket) {
        return new Change(
                this, new EventId(ids.next()), name, bucket.map(BucketImage::id), request.origin());
    }
}
