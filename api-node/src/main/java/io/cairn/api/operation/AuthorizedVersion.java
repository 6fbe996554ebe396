package io.cairn.api.operation;

import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.function.Supplier;

/// The current version of a key, or the one that a request names, found by a strong read, on which
/// the sender may do what the request asks for. Only [Access] makes one.
public final class AuthorizedVersion {
    private final BucketImage bucket;
    private final ObjectVersion version;
    private final Supplier<AuthorizedVersion> lookup;

    AuthorizedVersion(
            BucketImage bucket, ObjectVersion version, Supplier<AuthorizedVersion> lookup) {
        this.bucket = bucket;
        this.version = version;
        this.lookup = lookup;
    }

    /// The bucket, as the same read found it.
    public BucketImage bucket() {
        return bucket;
    }

    /// The version.
    public ObjectVersion version() {
        return version;
    }

    /// The version that is current now, or that of the same id. Repeats the strong read and asks
    /// the authorizer the same questions again: the key may hold something else by now, and the
    /// rights may have changed. Throws as the first lookup does.
    public AuthorizedVersion again() {
        return lookup.get();
    }
}
