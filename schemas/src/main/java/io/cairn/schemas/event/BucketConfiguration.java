package io.cairn.schemas.event;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The configuration of a bucket: what the fold itself obeys as a field of its own, the rest as
/// `documents`, S3's own text by the name of the sub-resource (`policy`, `cors`, ...).
public record BucketConfiguration(Versioning versioning, SortedMap<String, String> documents) {
    /// A new bucket's configuration.
    public static final BucketConfiguration NONE =
            new BucketConfiguration(Versioning.UNVERSIONED, new TreeMap<>());

    public BucketConfiguration {
        documents = Collections.unmodifiableSortedMap(new TreeMap<>(documents));
    }

    /// The document of this name.
    public Optional<String> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    /// The same configuration with this versioning.
    public BucketConfiguration with(Versioning changed) {
        return new BucketConfiguration(changed, documents);
    }

    /// The same configuration with this document.
    public BucketConfiguration with(String name, String text) {
        SortedMap<String, String> changed = new TreeMap<>(documents);
        changed.put(name, text);
        return new BucketConfiguration(versioning, changed);
    }

    /// The same configuration without this document.
    public BucketConfiguration without(String name) {
        SortedMap<String, String> changed = new TreeMap<>(documents);
        changed.remove(name);
        return new BucketConfiguration(versioning, changed);
    }
}
