package io.cairn.schemas.event;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a client said about an object beside its bytes: standard headers (content-type,
/// cache-control, content-disposition, content-encoding, content-language, expires) and user
/// metadata without its prefix, both by lower-case name, in order.
public record ObjectMetadata(
        SortedMap<String, String> headers, SortedMap<String, String> user, String storageClass) {
    /// The storage class of an object that names none.
    public static final String STANDARD = "STANDARD";

    /// No metadata at all.
    public static final ObjectMetadata EMPTY = of(Map.of(), Map.of());

    public ObjectMetadata {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        user = Collections.unmodifiableSortedMap(new TreeMap<>(user));
    }

    /// Metadata in the standard storage class.
    public static ObjectMetadata of(Map<String, String> headers, Map<String, String> user) {
        return new ObjectMetadata(new TreeMap<>(headers), new TreeMap<>(user), STANDARD);
    }
}
