package io.cairn.api.content;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.function.Function;

/// The current version of a key with its content open. Whoever gets it closes `content`.
public record OpenVersion(ObjectVersion version, Selection selection, BlobStore.Content content) {
    /// Opens what `select` wants of the current version; the caller has registered a read before.
    /// Throws NoSuchKey, and what `select` throws.
    public static OpenVersion of(
            Backend backend,
            BucketImage bucket,
            ObjectKey key,
            Function<ObjectVersion, Selection> select) {
        return using(backend, bucket, key, version -> open(backend, bucket, version, select));
    }

    /// What `use` makes of the current version. If that finds rows or shards missing
    /// ([BlobUnavailableException]) the version is asked for once more: it may have been replaced,
    /// or its shards moved, between the two. Throws NoSuchKey, and what `use` throws.
    public static <T> T using(
            Backend backend, BucketImage bucket, ObjectKey key, Function<ObjectVersion, T> use) {
        ObjectVersion version = latest(backend, bucket, key);
        try {
            return use.apply(version);
        } catch (BlobUnavailableException e) {
            ObjectVersion again = latest(backend, bucket, key);
            if (again.sequence() == version.sequence()
                    && again.placementRevision() == version.placementRevision()) {
                throw e;
            }
            return use.apply(again);
        }
    }

    /// The current version of a key. Throws NoSuchKey.
    public static ObjectVersion latest(Backend backend, BucketImage bucket, ObjectKey key) {
        return backend.namespace()
                .latest(bucket, key)
                .orElseThrow(() -> S3Error.NoSuchKey.exception().with("Key", key.value()));
    }

    private static OpenVersion open(
            Backend backend,
            BucketImage bucket,
            ObjectVersion version,
            Function<ObjectVersion, Selection> select) {
        Selection selection = select.apply(version);
        VersionReader reader =
                new VersionReader(
                        backend.namespace(), backend.blobs(), backend.budgets().partRows());
        return new OpenVersion(
                version,
                selection,
                reader.open(bucket, version, selection.offset(), selection.length()));
    }
}
