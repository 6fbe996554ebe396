package io.cairn.schemas.event;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The configuration of a bucket: what the fold itself obeys as a field of its own, the rest as
/// `documents`, S3's own text by the name of the sub-resource (`policy`, `cors`, ...). `lock` is
/// there once versions can be locked; then the bucket keeps versions for ever. `quotaBytes` is how
/// many content bytes all its versions may have, if there is a limit. `notificationRevision` is the
/// position of the event that set the document [#NOTIFICATION], [#NO_NOTIFICATIONS] without one.
public record BucketConfiguration(
        Versioning versioning,
        SortedMap<String, String> documents,
        Optional<ObjectLock> lock,
        OptionalLong quotaBytes,
        long notificationRevision) {
    /// The name of the document that says who is told of changes.
    public static final String NOTIFICATION = "notification";

    /// The revision of notifications where nobody is told.
    public static final long NO_NOTIFICATIONS = -1;

    /// A new bucket's configuration.
    public static final BucketConfiguration NONE =
            new BucketConfiguration(
                    Versioning.UNVERSIONED,
                    new TreeMap<>(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    NO_NOTIFICATIONS);

    public BucketConfiguration {
        documents = Collections.unmodifiableSortedMap(new TreeMap<>(documents));
        if (lock.isPresent() && versioning != Versioning.ENABLED) {
            throw new IllegalArgumentException("a lock where versions are " + versioning);
        }
    }

    /// The document of this name.
    public Optional<String> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    /// The same configuration with this versioning.
    public BucketConfiguration with(Versioning changed) {
        return new BucketConfiguration(changed, documents, lock, quotaBytes, notificationRevision);
    }

    /// The same configuration with this lock, and with versions that are kept.
    public BucketConfiguration with(ObjectLock changed) {
        return new BucketConfiguration(
                Versioning.ENABLED,
                documents,
                Optional.of(changed),
                quotaBytes,
                notificationRevision);
    }

    /// The same configuration with this quota, or none.
    public BucketConfiguration limited(OptionalLong bytes) {
        return new BucketConfiguration(versioning, documents, lock, bytes, notificationRevision);
    }

    /// The same configuration with this document, which the event at `position` sets.
    public BucketConfiguration with(String name, String text, long position) {
        SortedMap<String, String> changed = new TreeMap<>(documents);
        changed.put(name, text);
        return with(changed, name, position);
    }

    /// The same configuration without this document.
    public BucketConfiguration without(String name) {
        SortedMap<String, String> changed = new TreeMap<>(documents);
        changed.remove(name);
        return with(changed, name, NO_NOTIFICATIONS);
    }

    private BucketConfiguration with(SortedMap<String, String> all, String changed, long revision) {
        return new BucketConfiguration(
                versioning,
                all,
                lock,
                quotaBytes,
                changed.equals(NOTIFICATION) ? revision : notificationRevision);
    }
}
