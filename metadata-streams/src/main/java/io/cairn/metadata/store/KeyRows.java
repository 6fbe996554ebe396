package io.cairn.metadata.store;

import io.cairn.metadata.BlobRow;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.RowFormat;
import io.cairn.schemas.event.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rocksdb.RocksIterator;

/// Which blobs one key holds: in its versions, in their parts, and in uploads for it. There may be
/// many of each, so they are read of one moment a page at a time, and each page is a counted
/// section of its own. Asked on any thread, outside counted sections.
final class KeyRows {
    private static final int PAGE_ROWS = 1_000;

    private final PartitionStore store;
    private final int pageRows;
    private final PartNumbers partNumbers = new PartNumbers();

    KeyRows(PartitionStore store) {
        this(store, PAGE_ROWS);
    }

    KeyRows(PartitionStore store, int pageRows) {
        this.store = store;
        this.pageRows = pageRows;
    }

    /// Rows that were read together, and where the next page begins.
    private record Page<T>(List<T> rows, Optional<byte[]> next) {}

    /// All blobs of a key.
    Map<BlobId, Blob> blobs(BucketId bucket, ObjectKey key) {
        byte[] exact = StoreKeys.exactKey(bucket, key.value());
        Map<BlobId, Blob> blobs = new HashMap<>();
        List<UploadId> parted = new ArrayList<>();
        try (StoreView view = store.view()) {
            each(view, Family.UPLOADS, exact, Rows.UPLOAD, upload -> parted.add(upload.id()));
            each(
                    view,
                    Family.VERSIONS,
                    exact,
                    Rows.VERSION,
                    version -> {
                        version.blob().ifPresent(blob -> blobs.put(blob.id(), blob));
                        version.partsOf().ifPresent(parted::add);
                    });
            for (UploadId upload : parted) {
                each(
                        view,
                        Family.PARTS,
                        StoreKeys.partPrefix(bucket, upload),
                        Rows.PART,
                        part -> part.blob().ifPresent(blob -> blobs.put(blob.id(), blob)));
            }
        }
        return blobs;
    }

    /// The row of a key that holds a blob.
    Optional<BlobRow> holder(BucketId bucket, ObjectKey key, BlobId blob) {
        byte[] exact = StoreKeys.exactKey(bucket, key.value());
        try (StoreView view = store.view()) {
            return first(
                            view,
                            Family.VERSIONS,
                            exact,
                            Rows.VERSION,
                            version -> ofVersion(view, bucket, version, blob))
                    .or(() ->
                            first(
                                    view,
                                    Family.UPLOADS,
                                    exact,
                                    Rows.UPLOAD,
                                    upload ->
                                            ofPart(
                                                    view,
                                                    bucket,
                                                    upload.id(),
                                                    BlobRow.NO_VERSION,
                                                    blob)));
        }
    }

    private Optional<BlobRow> ofVersion(
            StoreView view, BucketId bucket, ObjectVersion version, BlobId blob) {
        return version.blob()
                .filter(held -> held.id().equals(blob))
                .map(held -> BlobRow.ofVersion(version.sequence(), held))
                .or(() ->
                        version.partsOf()
                                .flatMap(id -> ofPart(view, bucket, id, version.sequence(), blob)));
    }

    private Optional<BlobRow> ofPart(
            StoreView view, BucketId bucket, UploadId id, long sequence, BlobId blob) {
        return seenPart(view, bucket, id, blob)
                .or(() -> {
                    look(view, bucket, id);
                    return seenPart(view, bucket, id, blob);
                })
                .map(part ->
                        new BlobRow(
                                sequence,
                                Optional.of(id),
                                part.number(),
                                part.blob().orElseThrow()));
    }

    private Optional<Part> seenPart(StoreView view, BucketId bucket, UploadId id, BlobId blob) {
        OptionalInt number = partNumbers.seen(id, blob);
        return number.isEmpty()
                ? Optional.empty()
                : view.get(Family.PARTS, StoreKeys.part(bucket, id, number.getAsInt()))
                        .map(Rows.PART::decode)
                        .filter(part -> part.blob().map(Blob::id).filter(blob::equals).isPresent());
    }

    private void look(StoreView view, BucketId bucket, UploadId id) {
        Map<BlobId, Integer> numbers = new HashMap<>();
        each(
                view,
                Family.PARTS,
                StoreKeys.partPrefix(bucket, id),
                Rows.PART,
                part -> part.blob().ifPresent(blob -> numbers.put(blob.id(), part.number())));
        partNumbers.remember(id, numbers);
    }

    private <T> void each(
            StoreView view, Family family, byte[] prefix, RowFormat<T> format, Consumer<T> use) {
        first(
                view,
                family,
                prefix,
                format,
                row -> {
                    use.accept(row);
                    return Optional.empty();
                });
    }

    /// What `look` finds first in the rows whose key begins with `prefix`. It runs outside counted
    /// sections, and may read the view itself.
    <T, R> Optional<R> first(
            StoreView view,
            Family family,
            byte[] prefix,
            RowFormat<T> format,
            Function<T, Optional<R>> look) {
        byte[] end = StoreKeys.behind(prefix);
        Optional<byte[]> start = Optional.of(prefix);
        while (start.isPresent()) {
            byte[] from = start.get();
            Page<T> page = view.page(family, end, rows -> page(rows, from, format));
            for (T row : page.rows()) {
                Optional<R> found = look.apply(row);
                if (found.isPresent()) {
                    return found;
                }
            }
            start = page.next();
        }
        return Optional.empty();
    }

    private <T> Page<T> page(RocksIterator rows, byte[] start, RowFormat<T> format) {
        List<T> read = new ArrayList<>();
        for (rows.seek(start); rows.isValid(); rows.next()) {
            if (read.size() == pageRows) {
                return new Page<>(read, Optional.of(rows.key()));
            }
            read.add(format.decode(rows.value()));
        }
        return new Page<>(read, Optional.empty());
    }
}
