package io.cairn.blobs.heal;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.Event;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows of one bucket, which never change.
final class HeldBlobs implements BlobRows {
    private final BucketImage bucket;
    private final Map<BlobId, Blob> blobs;
    final AtomicInteger writesRunning = new AtomicInteger();

    /// What becomes of events.
    volatile Predicate<Event> appending =
            event -> {
                throw new UnsupportedOperationException();
            };

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
    public Optional<HeldBlob> find(Damage damage) {
        return Optional.ofNullable(blobs.get(damage.blob()))
                .filter(held -> damage.bucketId().equals(bucket.id()))
                .map(held ->
                        new HeldBlob(
                                bucket, new ObjectKey(damage.key()), 0, Optional.empty(), 0, held));
    }

    @Override
    public boolean append(Event event) {
        return appending.test(event);
    }

    @Override
    public Floors fence() {
        throw new UnsupportedOperationException();
    }
}
