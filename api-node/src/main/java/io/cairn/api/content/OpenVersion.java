package io.cairn.api.content;

import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.function.Function;

/// A version with its content open. The caller closes `content`.
public record OpenVersion(ObjectVersion version, Selection selection, BlobStore.Content content) {
    /// Opens what `select` wants of a version that was just found; the caller registered a read
    /// before it was looked up. Looks the key up once more as [#using] does, and throws what that
    /// and `select` throw.
    public static OpenVersion of(
            Backend backend, AuthorizedVersion found, Function<ObjectVersion, Selection> select) {
        return using(
                found,
                current -> {
                    ObjectVersion version = current.version();
                    Selection selection = select.apply(version);
                    return new OpenVersion(
                            version,
                            selection,
                            open(backend, current.bucket(), version, selection));
                });
    }

    /// What `use` makes of a version that was just found. If `use` finds rows or shards missing
    /// ([BlobUnavailableException]) the key is looked up once more: the version may have been
    /// replaced, or its shards moved, between the two. Throws what [AuthorizedVersion#again] and
    /// `use` throw.
    public static <T> T using(AuthorizedVersion found, Function<AuthorizedVersion, T> use) {
        try {
            return use.apply(found);
        } catch (BlobUnavailableException e) {
            AuthorizedVersion again = found.again();
            if (again.version().sequence() == found.version().sequence()
                    && again.version().placementRevision() == found.version().placementRevision()) {
                throw e;
            }
            return use.apply(again);
        }
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
