package io.cairn.metadata.store;

import io.cairn.metadata.Usage;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Versioning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// What S3 says of versions, as simply as it can be said: a list of versions for each key, the
/// newest first, in which at most one is the null version.
final class VersionsModel {
    private final TreeMap<ObjectKey, List<Row>> keys = new TreeMap<>();
    private Versioning versioning = Versioning.UNVERSIONED;
    private OptionalLong quotaBytes = OptionalLong.empty();

    /// A version, or a delete marker, which has no content. The blob of an object in parts is left
    /// out: its rows have another place.
    record Row(VersionId id, boolean marker, long size, Optional<BlobId> blob) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Row row
                    && id.equals(row.id)
                    && marker == row.marker
                    && size == row.size;
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    Versioning versioning() {
        return versioning;
    }

    void set(Versioning changed) {
        versioning = changed;
    }

    void limit(OptionalLong bytes) {
        quotaBytes = bytes;
    }

    /// Whether a new version of this size has room. It may take the place of the null version.
    boolean hasRoom(ObjectKey key, long size) {
        long replaced =
                versioning == Versioning.ENABLED
                        ? 0
                        : rows(key).stream()
                                .filter(row -> row.id().equals(VersionId.NULL))
                                .mapToLong(Row::size)
                                .sum();
        return quotaBytes.isEmpty()
                || size <= replaced
                || usage().bytes() + size - replaced <= quotaBytes.getAsLong();
    }

    List<Row> rows(ObjectKey key) {
        return keys.getOrDefault(key, List.of());
    }

    /// The version that a read without an id gets.
    Optional<Row> current(ObjectKey key) {
        return rows(key).stream().findFirst().filter(row -> !row.marker());
    }

    void add(ObjectKey key, Row row) {
        if (row.id().equals(VersionId.NULL)) {
            remove(key, VersionId.NULL);
        }
        keys.computeIfAbsent(key, _ -> new ArrayList<>()).addFirst(row);
    }

    /// Whether a delete marker was removed.
    boolean remove(ObjectKey key, VersionId id) {
        List<Row> rows = keys.getOrDefault(key, new ArrayList<>());
        Optional<Row> found = rows.stream().filter(row -> row.id().equals(id)).findFirst();
        found.ifPresent(rows::remove);
        if (rows.isEmpty()) {
            keys.remove(key);
        }
        return found.filter(Row::marker).isPresent();
    }

    List<String> versions(String prefix, String delimiter) {
        List<String> all = new ArrayList<>();
        keys.forEach((key, rows) -> {
            for (Row row : rows) {
                boolean latest = row.equals(rows.getFirst());
                add(
                        key.value(),
                        VersionPages.text(key.value(), row.id(), row.marker(), latest),
                        prefix,
                        delimiter,
                        all);
            }
        });
        return all;
    }

    List<String> keys(String prefix, String delimiter) {
        List<String> all = new ArrayList<>();
        for (ObjectKey key : keys.keySet()) {
            if (current(key).isPresent()) {
                add(key.value(), key.value(), prefix, delimiter, all);
            }
        }
        return all;
    }

    private static void add(
            String key, String row, String prefix, String delimiter, List<String> all) {
        if (!key.startsWith(prefix)) {
            return;
        }
        int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        String shown = at < 0 ? row : key.substring(0, at + 1);
        if (all.isEmpty() || !all.getLast().equals(shown)) {
            all.add(shown);
        }
    }

    Usage usage() {
        Usage usage = Usage.NONE;
        for (List<Row> rows : keys.values()) {
            for (Row row : rows) {
                usage = row.marker() ? usage : usage.plus(1, row.size());
            }
        }
        return usage;
    }

    Set<BlobId> blobs() {
        Set<BlobId> blobs = new HashSet<>();
        keys.values().forEach(rows -> rows.forEach(row -> row.blob().ifPresent(blobs::add)));
        return blobs;
    }
}
