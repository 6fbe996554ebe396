package io.cairn.metadata.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.ListPage;
import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.metadata.Namespace.ListRow;
import io.cairn.metadata.Namespace.VersionPage;
import io.cairn.metadata.Namespace.VersionQuery;
import io.cairn.metadata.Namespace.VersionRow;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whole listings of a bucket as text, read page by page.
record VersionPages(FoldPartition partition, BucketImage bucket) {
    /// A row as text.
    static String text(String key, VersionId id, boolean marker, boolean latest) {
        return key + " " + id + (marker ? " marker" : "") + (latest ? " latest" : "");
    }

    List<String> versions(String prefix, String delimiter, int max) {
        List<String> rows = new ArrayList<>();
        VersionQuery query = new VersionQuery(prefix, delimiter, "", Optional.empty(), max);
        while (true) {
            VersionPage page = partition.versions(bucket.id(), query);
            page.rows().forEach(row -> rows.add(text(row)));
            if (!page.truncated()) {
                return rows;
            }
            assertThat(page.rows()).hasSize(max);
            query = after(page.rows().getLast(), query);
        }
    }

    private static String text(VersionRow row) {
        return switch (row) {
            case VersionRow.Version(ObjectVersion version, boolean latest) ->
                    text(
                            version.key().value(),
                            version.versionId().orElse(VersionId.NULL),
                            version.deleteMarker(),
                            latest);
            case VersionRow.CommonPrefix(String common) -> common;
        };
    }

    private static VersionQuery after(VersionRow last, VersionQuery query) {
        return switch (last) {
            case VersionRow.Version(ObjectVersion version, boolean _) ->
                    new VersionQuery(
                            query.prefix(),
                            query.delimiter(),
                            version.key().value(),
                            Optional.of(version.versionId().orElse(VersionId.NULL)),
                            query.max());
            case VersionRow.CommonPrefix(String common) ->
                    new VersionQuery(
                            query.prefix(),
                            query.delimiter(),
                            common,
                            Optional.empty(),
                            query.max());
        };
    }

    List<String> keys(String prefix, String delimiter, int max) {
        List<String> rows = new ArrayList<>();
        String after = "";
        while (true) {
            ListPage page =
                    partition.list(bucket.id(), new ListQuery(prefix, delimiter, after, max));
            page.rows().stream().map(ListRow::marker).forEach(rows::add);
            if (!page.truncated()) {
                return rows;
            }
            assertThat(page.rows()).hasSize(max);
            after = rows.getLast();
        }
    }
}
