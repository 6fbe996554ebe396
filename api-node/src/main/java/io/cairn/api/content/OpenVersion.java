package io.cairn.api.content;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Rejections;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.function.Function;

/// A version with its content open. Whoever gets it closes `content`.
public record OpenVersion(ObjectVersion version, Selection selection, BlobStore.Content content) {
    /// Opens what `select` wants of a version that was just found; the caller registered a read
    /// before it was looked up. Throws NoSuchKey if the version is gone meanwhile, and what
    /// `select` throws.
    public static OpenVersion of(
            Backend backend, Lookup.Found found, Function<ObjectVersion, Selection> select) {
        return using(
                backend,
                found,
                version -> {
                    Selection selection = select.apply(version);
                    return new OpenVersion(
                            version, selection, open(backend, found.bucket(), version, selection));
                });
    }

    /// What `use` makes of a version that was just found. If that finds rows or shards missing
    /// ([BlobUnavailableException]) the key is looked up once more: the version may have been
    /// replaced, or its shards moved, between the two. Throws NoSuchKey if it is gone, and what
    /// `use` throws.
    public static <T> T using(Backend backend, Lookup.Found found, Function<ObjectVersion, T> use) {
        ObjectVersion version = found.version();
        try {
            return use.apply(version);
        } catch (BlobUnavailableException e) {
            ObjectVersion again = latest(backend, found.bucket(), version.key());
            if (again.sequence() == version.sequence()
                    && again.placementRevision() == version.placementRevision()) {
                throw e;
            }
            return use.apply(again);
        }
    }

    /// The current version of a key by a strong read of its own. Throws NoSuchKey.
    public static ObjectVersion latest(Backend backend, BucketImage bucket, ObjectKey key) {
        return backend.namespace().latest(bucket, key).orElseThrow(() -> Rejections.noSuchKey(key));
    }

    /// Opens a part of a version. Throws [BlobUnavailableException].
    public static BlobStore.Content open(
            Backend backend, BucketImage bucket, ObjectVersion version, Selection selection) {
        VersionReader reader =
                new VersionReader(
                        backend.namespace(), backend.content(), backend.budgets().partRows());
        return reader.open(bucket, version, selection.offset(), selection.length());
    }
}
