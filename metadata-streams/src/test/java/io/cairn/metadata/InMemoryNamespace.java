package io.cairn.metadata;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A namespace of one partition in memory, for tests: the real fold over sorted maps, behind one
/// lock. It passes the same contract test as the real one.
public class InMemoryNamespace implements Namespace {
    private final InMemoryFoldView state = new InMemoryFoldView();
    private final TreeMap<Long, Integer> bases = new TreeMap<>();
    private final AtomicInteger writesRunning = new AtomicInteger();
    private long position = -1;

    /// Writes that were begun and are not closed yet.
    public final int writesRunning() {
        return writesRunning.get();
    }

    @Override
    public synchronized Outcome append(Event event) {
        Outcome outcome = state.fold(event, 0, position + 1).outcome();
        position++;
        return outcome;
    }

    @Override
    public synchronized Optional<Outcome> outcome(String bucket, EventId id) {
        return state.outcome(id);
    }

    @Override
    public final synchronized Optional<Outcome> foldedOutcome(String bucket, EventId id) {
        return state.outcome(id);
    }

    @Override
    public final synchronized Write begin(String bucket) {
        long base = position;
        bases.merge(base, 1, Integer::sum);
        writesRunning.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return new Write() {
            @Override
            public long base() {
                return base;
            }

            @Override
            public void close() {
                if (open.getAndSet(false)) {
                    end(base);
                }
            }
        };
    }

    private synchronized void end(long base) {
        bases.merge(base, -1, InMemoryNamespace::sumOrNone);
        writesRunning.decrementAndGet();
    }

    @SuppressWarnings("NullAway") // TreeMap.merge takes null for: remove the entry.
    private static Integer sumOrNone(Integer one, Integer other) {
        return one + other == 0 ? null : one + other;
    }

    @Override
    public final synchronized Floors fence() {
        long floor = bases.isEmpty() ? position : bases.firstKey();
        EventId id = new EventId(new UUID(0, position));
        append(
                new Event(
                        id,
                        0,
                        "",
                        Optional.empty(),
                        -1,
                        new Event.Origin("test", id.toString(), ""),
                        new EventBody.Fence(floor)));
        return _ -> floor;
    }

    @Override
    public synchronized Optional<BucketImage> bucket(String name) {
        return state.bucket(name);
    }

    @Override
    public synchronized BucketPage buckets(String prefix, String after, int max) {
        List<BucketImage> found =
                state.buckets().tailMap(after, false).values().stream()
                        .filter(bucket -> bucket.name().startsWith(prefix))
                        .toList();
        return new BucketPage(found.subList(0, Math.min(max, found.size())), found.size() > max);
    }

    @Override
    public synchronized Lookup find(String name, ObjectKey key) {
        Optional<BucketImage> bucket = state.bucket(name);
        if (bucket.isEmpty()) {
            return new Lookup.NoSuchBucket();
        }
        return lookup(bucket.get(), state.newest(bucket.get().id(), key));
    }

    @Override
    public synchronized Lookup find(String name, ObjectKey key, VersionId id) {
        Optional<BucketImage> bucket = state.bucket(name);
        if (bucket.isEmpty()) {
            return new Lookup.NoSuchBucket();
        }
        Optional<VersionId> wanted = id.equals(VersionId.NULL) ? Optional.empty() : Optional.of(id);
        return lookup(
                bucket.get(),
                versions(bucket.get(), key).stream()
                        .filter(version -> version.versionId().equals(wanted))
                        .findFirst());
    }

    /// The versions of a key, the newest first.
    private List<ObjectVersion> versions(BucketImage bucket, ObjectKey key) {
        return List.copyOf(state.versions(bucket.id()).getOrDefault(key, new TreeMap<>()).values());
    }

    private static Lookup lookup(BucketImage bucket, Optional<ObjectVersion> version) {
        return version.<Lookup>map(found ->
                        found.deleteMarker()
                                ? new Lookup.Hidden(bucket, found)
                                : new Lookup.Found(bucket, found))
                .orElseGet(() -> new Lookup.NoSuchKey(bucket));
    }

    @Override
    public synchronized Usage usage(BucketImage bucket) {
        return state.usage(bucket.id());
    }

    @Override
    public synchronized Optional<ObjectVersion> latest(BucketImage bucket, ObjectKey key) {
        return current(bucket, key);
    }

    private Optional<ObjectVersion> current(BucketImage bucket, ObjectKey key) {
        return state.newest(bucket.id(), key).filter(version -> !version.deleteMarker());
    }

    @Override
    public synchronized ListPage list(BucketImage bucket, ListQuery query) {
        Rollup rollup = new Rollup(query.prefix(), query.delimiter(), query.after());
        List<ListRow> rows = new ArrayList<>();
        for (ObjectKey key : state.versions(bucket.id()).keySet()) {
            Optional<ObjectVersion> version = current(bucket, key);
            Optional<String> common = rollup.commonPrefix(key.value());
            if (rollup.isWanted(key) && version.isPresent()) {
                addOnce(
                        common.<ListRow>map(ListRow.CommonPrefix::new)
                                .orElseGet(() -> new ListRow.Key(version.orElseThrow())),
                        rows);
            }
        }
        return new ListPage(
                rows.subList(0, Math.min(query.max(), rows.size())), rows.size() > query.max());
    }

    @Override
    public synchronized VersionPage versions(BucketImage bucket, VersionQuery query) {
        boolean insideKey = query.afterVersion().isPresent() && !query.afterKey().isEmpty();
        Rollup rollup =
                new Rollup(query.prefix(), query.delimiter(), insideKey ? "" : query.afterKey());
        List<VersionRow> rows = new ArrayList<>();
        for (ObjectKey key : state.versions(bucket.id()).keySet()) {
            List<ObjectVersion> versions = versions(bucket, key);
            for (ObjectVersion version : versions) {
                if (rollup.isWanted(key) && (!insideKey || isBehind(bucket, query, version))) {
                    addOnce(
                            rollup.commonPrefix(key.value())
                                    .<VersionRow>map(VersionRow.CommonPrefix::new)
                                    .orElseGet(() ->
                                            new VersionRow.Version(
                                                    version, version.equals(versions.getFirst()))),
                            rows);
                }
            }
        }
        return new VersionPage(
                rows.subList(0, Math.min(query.max(), rows.size())), rows.size() > query.max());
    }

    /// Whether a version comes after the one at which a page begins.
    private boolean isBehind(BucketImage bucket, VersionQuery query, ObjectVersion version) {
        ObjectKey key = new ObjectKey(query.afterKey());
        int order = version.key().compareTo(key);
        if (order != 0) {
            return order > 0;
        }
        VersionId id = query.afterVersion().orElseThrow();
        long sequence =
                id.equals(VersionId.NULL)
                        ? state.nullVersion(bucket.id(), key)
                                .map(ObjectVersion::sequence)
                                .orElse(Long.MAX_VALUE)
                        : id.sequence();
        return version.sequence() < sequence;
    }

    @Override
    public synchronized Optional<Upload> upload(BucketImage bucket, ObjectKey key, UploadId id) {
        return state.upload(bucket.id(), key, id);
    }

    @Override
    public synchronized UploadPage uploads(BucketImage bucket, UploadQuery query) {
        boolean insideKey = query.afterUpload().isPresent() && !query.afterKey().isEmpty();
        Rollup rollup =
                new Rollup(query.prefix(), query.delimiter(), insideKey ? "" : query.afterKey());
        List<UploadRow> rows = new ArrayList<>();
        for (Upload upload : state.uploads(bucket.id()).values()) {
            boolean later =
                    !insideKey
                            || new InMemoryFoldView.UploadRow(upload.key(), upload.id())
                                            .compareTo(
                                                    new InMemoryFoldView.UploadRow(
                                                            new ObjectKey(query.afterKey()),
                                                            query.afterUpload().orElseThrow()))
                                    > 0;
            if (later && rollup.isWanted(upload.key())) {
                addOnce(
                        rollup.commonPrefix(upload.key().value())
                                .<UploadRow>map(UploadRow.CommonPrefix::new)
                                .orElseGet(() -> new UploadRow.InProgress(upload)),
                        rows);
            }
        }
        return new UploadPage(
                rows.subList(0, Math.min(query.max(), rows.size())), rows.size() > query.max());
    }

    @Override
    public synchronized List<Part> parts(
            BucketImage bucket, UploadId id, int afterNumber, int max) {
        return state.parts(id).tailMap(afterNumber, false).values().stream().limit(max).toList();
    }

    @Override
    public synchronized Optional<Part> partAt(BucketImage bucket, UploadId id, long offset) {
        return state.parts(id).values().stream()
                .filter(part -> part.offset() <= offset && offset < part.offset() + part.size())
                .findFirst();
    }

    @Override
    public synchronized Optional<BlobRow> holder(BucketImage bucket, ObjectKey key, BlobId blob) {
        for (ObjectVersion version :
                state.versions(bucket.id()).getOrDefault(key, new TreeMap<>()).values()) {
            if (version.blob().filter(held -> held.id().equals(blob)).isPresent()) {
                return Optional.of(
                        BlobRow.ofVersion(version.sequence(), version.blob().orElseThrow()));
            }
            Optional<BlobRow> part =
                    version.partsOf().flatMap(id -> partHolding(id, version.sequence(), blob));
            if (part.isPresent()) {
                return part;
            }
        }
        return state.uploads(bucket.id()).values().stream()
                .filter(upload -> upload.key().equals(key))
                .flatMap(upload -> partHolding(upload.id(), BlobRow.NO_VERSION, blob).stream())
                .findFirst();
    }

    private Optional<BlobRow> partHolding(UploadId upload, long sequence, BlobId blob) {
        return state.parts(upload).values().stream()
                .filter(part -> part.blob().filter(held -> held.id().equals(blob)).isPresent())
                .map(part ->
                        new BlobRow(
                                sequence,
                                Optional.of(upload),
                                part.number(),
                                part.blob().orElseThrow()))
                .findFirst();
    }

    /// Rows come in order, so what is rolled up to one prefix comes at once.
    private static <T> void addOnce(T row, List<T> rows) {
        if (rows.isEmpty() || !rows.getLast().equals(row)) {
            rows.add(row);
        }
    }

    /// Which keys a listing shows, and as what.
    private record Rollup(String prefix, String delimiter, String after) {
        boolean isWanted(ObjectKey key) {
            boolean behind =
                    after.isEmpty()
                            || (Arrays.compareUnsigned(
                                                    key.utf8(),
                                                    after.getBytes(StandardCharsets.UTF_8))
                                            > 0
                                    && !(isCommonPrefix(after) && key.value().startsWith(after)));
            return behind && key.value().startsWith(prefix);
        }

        private boolean isCommonPrefix(String text) {
            return commonPrefix(text).filter(text::equals).isPresent();
        }

        Optional<String> commonPrefix(String key) {
            int at =
                    delimiter.isEmpty() || !key.startsWith(prefix)
                            ? -1
                            : key.indexOf(delimiter, prefix.length());
            return at < 0
                    ? Optional.empty()
                    : Optional.of(key.substring(0, at + delimiter.length()));
        }
    }
}
