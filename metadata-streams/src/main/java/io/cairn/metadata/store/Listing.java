package io.cairn.metadata.store;

import io.cairn.metadata.Namespace.ListPage;
import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.metadata.Namespace.ListRow;
import io.cairn.metadata.Namespace.UploadPage;
import io.cairn.metadata.Namespace.UploadQuery;
import io.cairn.metadata.Namespace.UploadRow;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Rows;
import io.cairn.schemas.event.Upload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksIterator;

/// Pages of keys, in their current versions, and of uploads. A common prefix costs one seek,
/// however many keys it stands for: the scan goes from it straight behind the last key under it.
final class Listing {
    private static final byte BEHIND_END = 2;

    /// How many rows of keys one counted section reads at most.
    private static final int SECTION_ROWS = 10_000;

    private final PartitionStore store;

    Listing(PartitionStore store) {
        this.store = store;
    }

    /// A page of keys. Those under delete markers are passed over, of which there may be very many:
    /// they are read in counted sections of a bounded number of rows each. All sections read the
    /// store of one moment: a row at which one ends may be replaced before the next begins.
    ListPage keys(BucketId bucket, ListQuery query) {
        byte[] end = StoreKeys.behind(StoreKeys.keyPrefix(bucket, query.prefix()));
        byte[] start = start(bucket, query.prefix(), query.delimiter(), query.after());
        KeyPage page = new KeyPage(bucket, query);
        Optional<byte[]> more =
                store.read(() -> store.scan(Family.VERSIONS, end, rows -> page.fill(rows, start)));
        return more.isEmpty()
                ? new ListPage(page.shown, page.truncated)
                : keysInSections(new KeyPage(bucket, query), start, end);
    }

    private ListPage keysInSections(KeyPage page, byte[] start, byte[] end) {
        try (StoreView view = store.view()) {
            Optional<byte[]> next = Optional.of(start);
            while (next.isPresent()) {
                byte[] from = next.get();
                next = view.page(Family.VERSIONS, end, rows -> page.fill(rows, from));
            }
        }
        return new ListPage(page.shown, page.truncated);
    }

    /// A page of keys that is filled by one scan or several.
    private static final class KeyPage {
        private final BucketId bucket;
        private final ListQuery query;
        private final List<ListRow> shown = new ArrayList<>();
        private boolean truncated;

        KeyPage(BucketId bucket, ListQuery query) {
            this.bucket = bucket;
            this.query = query;
        }

        /// Adds what is to be shown from row `from` on. Returns where the next scan begins, if the
        /// page needs one.
        Optional<byte[]> fill(RocksIterator rows, byte[] from) {
            rows.seek(from);
            for (int read = 0; rows.isValid(); read++) {
                if (read == SECTION_ROWS) {
                    return Optional.of(rows.key());
                }
                ObjectVersion version = Rows.VERSION.decode(rows.value());
                if (version.deleteMarker()) {
                    nextKey(rows, bucket, version.key().value());
                } else if (shown.size() == query.max()) {
                    truncated = true;
                    return Optional.empty();
                } else {
                    show(rows, version);
                }
            }
            return Optional.empty();
        }

        private void show(RocksIterator rows, ObjectVersion version) {
            String key = version.key().value();
            Optional<String> common = commonPrefix(key, query.prefix(), query.delimiter());
            if (common.isPresent()) {
                shown.add(new ListRow.CommonPrefix(common.get()));
                rows.seek(StoreKeys.behind(StoreKeys.keyPrefix(bucket, common.get())));
            } else {
                shown.add(new ListRow.Key(version));
                nextKey(rows, bucket, key);
            }
        }
    }

    /// Goes on to the next key: mostly that is the next row, else a seek behind the older versions.
    private static void nextKey(RocksIterator rows, BucketId bucket, String key) {
        byte[] exact = StoreKeys.exactKey(bucket, key);
        rows.next();
        if (rows.isValid() && startsWith(rows.key(), exact)) {
            rows.seek(StoreKeys.behind(exact));
        }
    }

    UploadPage uploads(BucketId bucket, UploadQuery query) {
        return store.scan(
                Family.UPLOADS,
                StoreKeys.behind(StoreKeys.keyPrefix(bucket, query.prefix())),
                rows -> uploads(rows, bucket, query));
    }

    private static UploadPage uploads(RocksIterator rows, BucketId bucket, UploadQuery query) {
        List<UploadRow> page = new ArrayList<>();
        rows.seek(uploadStart(bucket, query));
        while (rows.isValid()) {
            if (page.size() == query.max()) {
                return new UploadPage(page, true);
            }
            Upload upload = Rows.UPLOAD.decode(rows.value());
            Optional<String> common =
                    commonPrefix(upload.key().value(), query.prefix(), query.delimiter());
            if (common.isPresent()) {
                page.add(new UploadRow.CommonPrefix(common.get()));
                rows.seek(StoreKeys.behind(StoreKeys.keyPrefix(bucket, common.get())));
            } else {
                page.add(new UploadRow.InProgress(upload));
                rows.next();
            }
        }
        return new UploadPage(page, false);
    }

    private static byte[] uploadStart(BucketId bucket, UploadQuery query) {
        if (query.afterUpload().isPresent() && !query.afterKey().isEmpty()) {
            byte[] row = StoreKeys.upload(bucket, query.afterKey(), query.afterUpload().get());
            byte[] behind = Arrays.copyOf(row, row.length + 1);
            byte[] first = StoreKeys.keyPrefix(bucket, query.prefix());
            return Arrays.compareUnsigned(behind, first) > 0 ? behind : first;
        }
        return start(bucket, query.prefix(), query.delimiter(), query.afterKey());
    }

    /// The first row that a page may show.
    static byte[] start(BucketId bucket, String prefix, String delimiter, String after) {
        byte[] first = StoreKeys.keyPrefix(bucket, prefix);
        if (after.isEmpty()) {
            return first;
        }
        boolean isCommonPrefix =
                commonPrefix(after, prefix, delimiter).filter(after::equals).isPresent();
        byte[] behind;
        if (isCommonPrefix) {
            behind = StoreKeys.behind(StoreKeys.keyPrefix(bucket, after));
        } else {
            behind = StoreKeys.exactKey(bucket, after);
            behind[behind.length - 1] = BEHIND_END;
        }
        return Arrays.compareUnsigned(behind, first) > 0 ? behind : first;
    }

    /// What `key` is rolled up to: all of it up to the first delimiter behind the prefix.
    static Optional<String> commonPrefix(String key, String prefix, String delimiter) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }

    static boolean startsWith(byte[] row, byte[] prefix) {
        return row.length >= prefix.length
                && Arrays.equals(row, 0, prefix.length, prefix, 0, prefix.length);
    }
}
