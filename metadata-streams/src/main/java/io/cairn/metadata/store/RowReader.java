package io.cairn.metadata.store;

import io.cairn.metadata.Usage;
import io.cairn.metadata.fold.Fold;
import io.cairn.metadata.fold.FoldView;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.RowFormat;
import io.cairn.schemas.event.Rows;
import io.cairn.schemas.event.Upload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksIterator;

/// The rows of one partition as records. Used by the fold on the stream thread and, inside
/// [PartitionStore#read], by queries on any thread.
final class RowReader implements FoldView {
    /// The value of an event id's row: its position, and whether that is the position of its
    /// withdrawal.
    static final int OUTCOME_OF_BYTES = Long.BYTES + 1;

    /// The row of the highest floor.
    static final byte[] FLOOR = "floor".getBytes(StandardCharsets.UTF_8);

    /// The row of the position from which on outcomes are known.
    static final byte[] OUTCOMES_FROM = "outcomes-from".getBytes(StandardCharsets.UTF_8);

    private final PartitionStore store;

    RowReader(PartitionStore store) {
        this.store = store;
    }

    @Override
    public Optional<BucketImage> bucket(String name) {
        return bucketRow(name).map(Rows.BUCKET::decode);
    }

    Optional<byte[]> bucketRow(String name) {
        return store.get(Family.BUCKETS, StoreKeys.bucket(name));
    }

    @Override
    public Optional<ObjectVersion> newest(BucketId bucket, ObjectKey key) {
        return first(Family.VERSIONS, StoreKeys.exactKey(bucket, key.value()), Rows.VERSION);
    }

    /// While the fold writes, the null version may come to the top, and its mark be gone, between
    /// two of the reads: then the key has another newest version than before.
    @Override
    public Optional<ObjectVersion> nullVersion(BucketId bucket, ObjectKey key) {
        Optional<ObjectVersion> newest = newest(bucket, key);
        while (newest.isPresent() && newest.get().versionId().isPresent()) {
            Optional<ObjectVersion> marked =
                    store.get(Family.NULLS, StoreKeys.exactKey(bucket, key.value()))
                            .flatMap(row -> version(bucket, key, ByteBuffer.wrap(row).getLong()));
            Optional<ObjectVersion> again = marked.isPresent() ? newest : newest(bucket, key);
            if (again.map(ObjectVersion::sequence).equals(newest.map(ObjectVersion::sequence))) {
                return marked;
            }
            newest = again;
        }
        return newest;
    }

    /// The version of this id, a delete marker perhaps; [VersionId#NULL] is the null version.
    Optional<ObjectVersion> version(BucketId bucket, ObjectKey key, VersionId id) {
        return id.equals(VersionId.NULL)
                ? nullVersion(bucket, key)
                : version(bucket, key, id.sequence())
                        .filter(version -> version.versionId().equals(Optional.of(id)));
    }

    @Override
    public Optional<ObjectVersion> version(BucketId bucket, ObjectKey key, long sequence) {
        return store.get(Family.VERSIONS, StoreKeys.version(bucket, key.value(), sequence))
                .map(Rows.VERSION::decode);
    }

    @Override
    public Optional<Upload> upload(BucketId bucket, ObjectKey key, UploadId id) {
        return store.get(Family.UPLOADS, StoreKeys.upload(bucket, key.value(), id))
                .map(Rows.UPLOAD::decode);
    }

    @Override
    public Optional<Part> part(BucketId bucket, UploadId id, int number) {
        return store.get(Family.PARTS, StoreKeys.part(bucket, id, number)).map(Rows.PART::decode);
    }

    @Override
    public List<Part> parts(BucketId bucket, UploadId id) {
        return parts(bucket, id, 0, Part.NUMBER_MAX);
    }

    List<Part> parts(BucketId bucket, UploadId id, int afterNumber, int max) {
        byte[] end = StoreKeys.behind(StoreKeys.partPrefix(bucket, id));
        byte[] start = StoreKeys.part(bucket, id, afterNumber + 1);
        return store.scan(Family.PARTS, end, rows -> take(rows, start, max, Rows.PART));
    }

    /// The part that holds the byte at `offset`: the last one that begins at or before it. Found by
    /// halving the numbers, since rows are in order of both.
    Optional<Part> partAt(BucketId bucket, UploadId id, long offset) {
        byte[] prefix = StoreKeys.partPrefix(bucket, id);
        return store.scan(
                Family.PARTS,
                StoreKeys.behind(prefix),
                rows -> {
                    Optional<Part> found = Optional.empty();
                    int low = 1;
                    int high = Part.NUMBER_MAX;
                    while (low <= high) {
                        int middle = (low + high) >>> 1;
                        rows.seek(StoreKeys.part(bucket, id, middle));
                        Optional<Part> part =
                                rows.isValid()
                                        ? Optional.of(Rows.PART.decode(rows.value()))
                                        : Optional.empty();
                        if (part.isPresent() && part.get().offset() <= offset) {
                            found = part;
                            low = part.get().number() + 1;
                        } else {
                            high = middle - 1;
                        }
                    }
                    return found.filter(part -> offset < part.offset() + part.size());
                });
    }

    @Override
    public boolean hasVersions(BucketId bucket) {
        byte[] prefix = StoreKeys.bucketPrefix(bucket);
        return store.scan(
                Family.VERSIONS,
                StoreKeys.behind(prefix),
                rows -> {
                    rows.seek(prefix);
                    return rows.isValid();
                });
    }

    @Override
    public List<Upload> uploads(BucketId bucket, int max) {
        byte[] prefix = StoreKeys.bucketPrefix(bucket);
        return store.scan(
                Family.UPLOADS,
                StoreKeys.behind(prefix),
                rows -> take(rows, prefix, max, Rows.UPLOAD));
    }

    @Override
    public long floor() {
        return store.get(Family.META, FLOOR)
                .map(value -> ByteBuffer.wrap(value).getLong())
                .orElse(Fold.NO_FLOOR);
    }

    @Override
    public Optional<Outcome> outcome(EventId id) {
        Optional<byte[]> row = store.get(Family.OUTCOMES, StoreKeys.outcomeOf(id));
        if (row.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer at = ByteBuffer.wrap(row.get());
        long position = at.getLong();
        if (position < outcomesFrom()) {
            return Optional.empty();
        }
        return at.get() == 0
                ? outcomeAt(position)
                : Optional.of(
                        new Outcome.Rejected(
                                id, position, Rejection.WITHDRAWN, "withdrawn by its writer"));
    }

    @Override
    public long outcomesFrom() {
        return store.get(Family.META, OUTCOMES_FROM)
                .map(value -> ByteBuffer.wrap(value).getLong())
                .orElse(0L);
    }

    Optional<Outcome> outcomeAt(long position) {
        return store.get(Family.OUTCOMES, StoreKeys.at(StoreKeys.OUTCOME_AT, position))
                .map(Rows.OUTCOME::decode);
    }

    Usage usage(BucketId bucket) {
        return store.get(Family.USAGE, StoreKeys.bucketPrefix(bucket))
                .map(Usage::fromBytes)
                .orElse(Usage.NONE);
    }

    @Override
    public long usedBytes(BucketId bucket) {
        return usage(bucket).bytes();
    }

    List<BucketImage> buckets(String prefix, String after, int max) {
        byte[] end = {(byte) 0xFF}; // no bucket name begins with this byte
        byte[] start = StoreKeys.bucket(after.compareTo(prefix) >= 0 ? after + "\0" : prefix);
        return store.scan(Family.BUCKETS, end, rows -> take(rows, start, max, Rows.BUCKET)).stream()
                .filter(bucket -> bucket.name().startsWith(prefix))
                .toList();
    }

    private <T> Optional<T> first(Family family, byte[] prefix, RowFormat<T> format) {
        return store.scan(
                family,
                StoreKeys.behind(prefix),
                rows -> {
                    rows.seek(prefix);
                    return rows.isValid()
                            ? Optional.of(format.decode(rows.value()))
                            : Optional.empty();
                });
    }

    private static <T> List<T> take(
            RocksIterator rows, byte[] start, int max, RowFormat<T> format) {
        List<T> taken = new ArrayList<>();
        for (rows.seek(start); rows.isValid() && taken.size() < max; rows.next()) {
            taken.add(format.decode(rows.value()));
        }
        return taken;
    }
}
