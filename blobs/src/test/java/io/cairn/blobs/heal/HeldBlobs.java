package io.cairn.blobs.heal;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A namespace of one bucket that never changes and is only asked which row holds a blob.
final class HeldBlobs implements Namespace {
    private final BucketImage bucket;
    private final Map<BlobId, Blob> blobs;
    final AtomicInteger writesRunning = new AtomicInteger();

    HeldBlobs(String name, BucketId id, Blob... blobs) {
        this.bucket = new BucketImage(name, id, 0, "owner", "", 1, 0, BucketConfiguration.NONE);
        this.blobs = Stream.of(blobs).collect(Collectors.toMap(Blob::id, Function.identity()));
    }

    @Override
    public Write begin(String name) {
        writesRunning.incrementAndGet();
        return new Write() {
            @Override
            public long base() {
                return 0;
            }

            @Override
            public void close() {
                writesRunning.decrementAndGet();
            }
        };
    }

    @Override
    public Floors fence() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BucketImage> bucket(String name) {
        return name.equals(bucket.name()) ? Optional.of(bucket) : Optional.empty();
    }

    @Override
    public Optional<BlobRow> holder(BucketImage image, ObjectKey key, BlobId blob) {
        return Optional.ofNullable(blobs.get(blob)).map(held -> BlobRow.ofVersion(0, held));
    }

    @Override
    public Outcome append(Event event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BucketPage buckets(String prefix, String after, int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Lookup find(String name, ObjectKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ObjectVersion> latest(BucketImage image, ObjectKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ListPage list(BucketImage image, ListQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Upload> upload(BucketImage image, ObjectKey key, UploadId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UploadPage uploads(BucketImage image, UploadQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Part> parts(BucketImage image, UploadId id, int afterNumber, int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Part> partAt(BucketImage image, UploadId id, long offset) {
        throw new UnsupportedOperationException();
    }
}
