package io.cairn.metadata.store;

import io.cairn.metadata.Namespace.VersionPage;
import io.cairn.metadata.Namespace.VersionQuery;
import io.cairn.metadata.Namespace.VersionRow;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksIterator;

/// Pages of versions: by key, the newest of each key first. A common prefix costs one seek, however
/// many versions it stands for.
final class VersionListing {
    private final PartitionStore store;
    private final RowReader reader;

    VersionListing(PartitionStore store, RowReader reader) {
        this.store = store;
        this.reader = reader;
    }

    VersionPage page(BucketId bucket, VersionQuery query) {
        byte[] start = start(bucket, query);
        return store.scan(
                Family.VERSIONS,
                StoreKeys.behind(StoreKeys.keyPrefix(bucket, query.prefix())),
                rows -> page(rows, bucket, query, start));
    }

    private byte[] start(BucketId bucket, VersionQuery query) {
        if (query.afterVersion().isEmpty() || query.afterKey().isEmpty()) {
            return Listing.start(bucket, query.prefix(), query.delimiter(), query.afterKey());
        }
        byte[] start = behind(bucket, query.afterKey(), query.afterVersion().get());
        byte[] first = StoreKeys.keyPrefix(bucket, query.prefix());
        return Arrays.compareUnsigned(start, first) > 0 ? start : first;
    }

    /// The row behind a version, which may be gone; the first row of the key if it is a null
    /// version that is gone.
    private byte[] behind(BucketId bucket, String key, VersionId id) {
        if (!id.equals(VersionId.NULL)) {
            return behind(bucket, key, id.sequence());
        }
        return reader.nullVersion(bucket, new ObjectKey(key))
                .map(version -> behind(bucket, key, version.sequence()))
                .orElseGet(() -> StoreKeys.exactKey(bucket, key));
    }

    private static byte[] behind(BucketId bucket, String key, long sequence) {
        byte[] row = StoreKeys.version(bucket, key, sequence);
        return Arrays.copyOf(row, row.length + 1);
    }

    private static VersionPage page(
            RocksIterator rows, BucketId bucket, VersionQuery query, byte[] start) {
        List<VersionRow> page = new ArrayList<>();
        String key = keyBefore(rows, bucket, query, start);
        rows.seek(start);
        while (rows.isValid()) {
            if (page.size() == query.max()) {
                return new VersionPage(page, true);
            }
            ObjectVersion version = Rows.VERSION.decode(rows.value());
            Optional<String> common =
                    Listing.commonPrefix(version.key().value(), query.prefix(), query.delimiter());
            if (common.isPresent()) {
                page.add(new VersionRow.CommonPrefix(common.get()));
                rows.seek(StoreKeys.behind(StoreKeys.keyPrefix(bucket, common.get())));
            } else {
                boolean latest = !version.key().value().equals(key);
                page.add(new VersionRow.Version(version, latest));
                key = version.key().value();
                rows.next();
            }
        }
        return new VersionPage(page, false);
    }

    /// The key of the row before `start`, if that is the key after one of whose versions the page
    /// begins; else the empty text, which is no key.
    private static String keyBefore(
            RocksIterator rows, BucketId bucket, VersionQuery query, byte[] start) {
        if (query.afterVersion().isEmpty() || query.afterKey().isEmpty()) {
            return "";
        }
        byte[] exact = StoreKeys.exactKey(bucket, query.afterKey());
        rows.seek(exact);
        boolean newer =
                rows.isValid()
                        && Listing.startsWith(rows.key(), exact)
                        && Arrays.compareUnsigned(rows.key(), start) < 0;
        return newer ? query.afterKey() : "";
    }
}
