package io.cairn.api;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import io.cairn.schemas.event.VersionStamp;
import io.cairn.schemas.event.WrittenVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A namespace in memory, for tests: one lock, sorted maps, the plainest rules that will do.
final class InMemoryNamespace implements Namespace {
    private final TreeMap<String, BucketImage> buckets = new TreeMap<>();
    private final Map<BucketId, TreeMap<ObjectKey, ObjectVersion>> objects = new HashMap<>();
    private final TreeMap<UploadId, Upload> uploads = new TreeMap<>();
    private final Map<UploadId, BucketId> bucketOfUpload = new HashMap<>();
    private final Map<UploadId, TreeMap<Integer, Part>> parts = new HashMap<>();
    private long position = -1;
    final AtomicInteger writesRunning = new AtomicInteger();
    private boolean appendsFail;
    private int staleRewrites;
    volatile Runnable beforePartAt = () -> {};
    volatile Runnable beforeParts = () -> {};

    /// Makes appends fail as if the owner of the partition were away.
    synchronized void failAppends(boolean fail) {
        appendsFail = fail;
    }

    /// Makes the next rewrites find another version.
    synchronized void makeRewritesStale(int count) {
        staleRewrites = count;
    }

    @Override
    public synchronized Outcome append(Event event) {
        if (appendsFail) {
            throw new NamespaceUnavailableException("as the test wants it");
        }
        position++;
        Result result = decide(event);
        return switch (result) {
            case Result.Refused(Rejection rejection) ->
                    new Outcome.Rejected(event.id(), position, rejection, "");
            case Result.Made(
                            Optional<WrittenVersion> version,
                            Optional<BucketImage> bucket,
                            List<Optional<Rejection>> entries) ->
                    new Outcome.Accepted(event.id(), position, version, bucket, entries);
        };
    }

    private sealed interface Result {
        record Refused(Rejection rejection) implements Result {}

        record Made(
                Optional<WrittenVersion> version,
                Optional<BucketImage> bucket,
                List<Optional<Rejection>> entries)
                implements Result {}
    }

    private static Result made() {
        return new Result.Made(Optional.empty(), Optional.empty(), List.of());
    }

    private static Result made(ObjectVersion version) {
        return new Result.Made(Optional.of(version.written()), Optional.empty(), List.of());
    }

    private Result decide(Event event) {
        if (event.body() instanceof EventBody.BucketCreate create) {
            return createBucket(event, create);
        }
        BucketImage bucket = buckets.get(event.bucket());
        if (bucket == null || !event.bucketId().equals(Optional.of(bucket.id()))) {
            return new Result.Refused(Rejection.NO_SUCH_BUCKET);
        }
        TreeMap<ObjectKey, ObjectVersion> keys = Objects.requireNonNull(objects.get(bucket.id()));
        return switch (event.body()) {
            case EventBody.BucketCreate _,
                    EventBody.Withdraw _,
                    EventBody.RulesRaised _,
                    EventBody.Fence _,
                    EventBody.BucketDocumentPut _,
                    EventBody.ShardsRelocated _ ->
                    made();
            case EventBody.BucketDelete() -> deleteBucket(bucket, keys);
            case EventBody.ObjectPut put -> put(event, put, keys);
            case EventBody.ObjectRewrite rewrite -> rewrite(event, rewrite, keys);
            case EventBody.ObjectsDelete(List<EventBody.DeleteEntry> entries) ->
                    delete(entries, keys);
            case EventBody.UploadCreate create -> createUpload(event, create, bucket);
            case EventBody.PartPut put -> putPart(event, put);
            case EventBody.UploadComplete complete -> complete(event, complete, keys);
            case EventBody.UploadAbort(ObjectKey _, UploadId id) -> {
                boolean known = uploads.remove(id) != null;
                yield known ? made() : new Result.Refused(Rejection.NO_SUCH_UPLOAD);
            }
        };
    }

    private Result createBucket(Event event, EventBody.BucketCreate create) {
        if (buckets.containsKey(event.bucket())) {
            return new Result.Refused(Rejection.BUCKET_ALREADY_OWNED_BY_YOU);
        }
        BucketImage bucket =
                new BucketImage(
                        event.bucket(),
                        create.newBucketId(),
                        event.timeMillis(),
                        event.origin().principal(),
                        create.region(),
                        create.stripes(),
                        0,
                        BucketConfiguration.NONE);
        buckets.put(event.bucket(), bucket);
        objects.put(bucket.id(), new TreeMap<>());
        return new Result.Made(Optional.empty(), Optional.of(bucket), List.of());
    }

    private Result deleteBucket(BucketImage bucket, TreeMap<ObjectKey, ObjectVersion> keys) {
        if (!keys.isEmpty()) {
            return new Result.Refused(Rejection.BUCKET_NOT_EMPTY);
        }
        buckets.remove(bucket.name());
        return made();
    }

    private VersionStamp stamp(Event event) {
        return new VersionStamp(
                position, Optional.empty(), false, event.timeMillis(), event.origin().principal());
    }

    private Result put(
            Event event, EventBody.ObjectPut put, TreeMap<ObjectKey, ObjectVersion> keys) {
        Optional<Rejection> refused =
                check(Optional.ofNullable(keys.get(put.key())), put.preconditions());
        if (refused.isPresent()) {
            return new Result.Refused(refused.get());
        }
        ObjectVersion version =
                new ObjectVersion(
                        put.key(),
                        stamp(event),
                        put.content(),
                        put.metadata(),
                        put.attributes(),
                        ContentLocation.of(event.blob()));
        forgetParts(keys.put(put.key(), version));
        return made(version);
    }

    private Result rewrite(
            Event event, EventBody.ObjectRewrite rewrite, TreeMap<ObjectKey, ObjectVersion> keys) {
        ObjectVersion old = keys.get(rewrite.key());
        if (staleRewrites > 0) {
            staleRewrites--;
            return new Result.Refused(Rejection.STALE);
        }
        if (old == null || old.sequence() != rewrite.sequence()) {
            return new Result.Refused(Rejection.STALE);
        }
        ObjectVersion version =
                new ObjectVersion(
                        old.key(),
                        stamp(event),
                        old.content(),
                        rewrite.metadata(),
                        old.attributes(),
                        old.location());
        keys.put(old.key(), version);
        return made(version);
    }

    private Result delete(
            List<EventBody.DeleteEntry> entries, TreeMap<ObjectKey, ObjectVersion> keys) {
        List<Optional<Rejection>> results = new ArrayList<>();
        for (EventBody.DeleteEntry entry : entries) {
            Optional<ObjectVersion> current = Optional.ofNullable(keys.get(entry.key()));
            Optional<Rejection> refused =
                    current.isEmpty() ? Optional.empty() : check(current, entry.preconditions());
            if (refused.isEmpty()) {
                forgetParts(keys.remove(entry.key()));
            }
            results.add(refused);
        }
        return new Result.Made(Optional.empty(), Optional.empty(), results);
    }

    private Result createUpload(Event event, EventBody.UploadCreate create, BucketImage bucket) {
        uploads.put(
                create.uploadId(),
                new Upload(
                        create.key(),
                        create.uploadId(),
                        event.timeMillis(),
                        event.origin().principal(),
                        create.plan()));
        bucketOfUpload.put(create.uploadId(), bucket.id());
        parts.put(create.uploadId(), new TreeMap<>());
        return made();
    }

    private Result putPart(Event event, EventBody.PartPut put) {
        if (!uploads.containsKey(put.uploadId())) {
            return new Result.Refused(Rejection.NO_SUCH_UPLOAD);
        }
        Part part =
                new Part(
                        put.partNumber(),
                        put.content(),
                        0,
                        event.timeMillis(),
                        position,
                        event.blob());
        partsOf(put.uploadId()).put(put.partNumber(), part);
        return made();
    }

    private Result complete(
            Event event,
            EventBody.UploadComplete complete,
            TreeMap<ObjectKey, ObjectVersion> keys) {
        ObjectVersion current = keys.get(complete.key());
        Upload upload = uploads.get(complete.uploadId());
        if (upload == null) {
            return current != null && current.partsOf().equals(Optional.of(complete.uploadId()))
                    ? made(current)
                    : new Result.Refused(Rejection.NO_SUCH_UPLOAD);
        }
        Optional<Rejection> refused = check(Optional.ofNullable(current), complete.preconditions());
        if (refused.isPresent()) {
            return new Result.Refused(refused.get());
        }
        TreeMap<Integer, Part> given = partsOf(complete.uploadId());
        TreeMap<Integer, Part> chosen = new TreeMap<>();
        MessageDigest md5 = md5();
        long size = 0;
        for (EventBody.CompletedPart named : complete.parts()) {
            Part part = given.get(named.partNumber());
            if (part == null || !part.etag().equals(named.etag())) {
                return new Result.Refused(Rejection.INVALID_PART);
            }
            if (!chosen.isEmpty() && chosen.lastKey() >= part.number()) {
                return new Result.Refused(Rejection.INVALID_PART_ORDER);
            }
            chosen.put(part.number(), part.at(size));
            md5.update(HexFormat.of().parseHex(part.etag()));
            size += part.size();
        }
        if (complete.expectedSize().isPresent() && complete.expectedSize().getAsLong() != size) {
            return new Result.Refused(Rejection.INVALID_REQUEST);
        }
        ObjectVersion version =
                new ObjectVersion(
                        complete.key(),
                        stamp(event),
                        new ObjectContent(
                                size,
                                HexFormat.of().formatHex(md5.digest()) + "-" + chosen.size(),
                                complete.expectedChecksum(),
                                chosen.size(),
                                Optional.empty()),
                        upload.metadata(),
                        upload.plan().attributes(),
                        ContentLocation.of(complete.uploadId()));
        uploads.remove(complete.uploadId());
        parts.put(complete.uploadId(), chosen);
        forgetParts(keys.put(complete.key(), version));
        return made(version);
    }

    /// The rows of a replaced version's parts go at once.
    private void forgetParts(@Nullable ObjectVersion replaced) {
        if (replaced != null) {
            replaced.partsOf().ifPresent(parts::remove);
        }
    }

    private static Optional<Rejection> check(
            Optional<ObjectVersion> current, Preconditions conditions) {
        if (conditions.ifAbsent() && current.isPresent()) {
            return Optional.of(Rejection.PRECONDITION_FAILED);
        }
        if (conditions.ifMatch().isPresent()) {
            if (current.isEmpty()) {
                return Optional.of(Rejection.NO_SUCH_KEY);
            }
            String wanted = conditions.ifMatch().get();
            if (!wanted.equals("*") && !wanted.equals(current.get().etag())) {
                return Optional.of(Rejection.PRECONDITION_FAILED);
            }
        }
        boolean otherSize =
                conditions.ifSize().isPresent()
                        && current.isPresent()
                        && current.get().size() != conditions.ifSize().getAsLong();
        boolean otherTime =
                conditions.ifModifiedAtMillis().isPresent()
                        && current.isPresent()
                        && current.get().modifiedMillis() / 1000
                                != conditions.ifModifiedAtMillis().getAsLong() / 1000;
        return otherSize || otherTime
                ? Optional.of(Rejection.PRECONDITION_FAILED)
                : Optional.empty();
    }

    private TreeMap<Integer, Part> partsOf(UploadId id) {
        return parts.computeIfAbsent(id, _ -> new TreeMap<>());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized Write begin(String bucket) {
        long base = position;
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
                    writesRunning.decrementAndGet();
                }
            }
        };
    }

    @Override
    public Floors fence() {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Optional<BucketImage> bucket(String name) {
        return Optional.ofNullable(buckets.get(name));
    }

    @Override
    public synchronized BucketPage buckets(String prefix, String after, int max) {
        List<BucketImage> found =
                buckets.tailMap(after, false).values().stream()
                        .filter(bucket -> bucket.name().startsWith(prefix))
                        .toList();
        return new BucketPage(found.subList(0, Math.min(max, found.size())), found.size() > max);
    }

    @Override
    public synchronized Optional<ObjectVersion> latest(BucketImage bucket, ObjectKey key) {
        return Optional.ofNullable(objects.getOrDefault(bucket.id(), new TreeMap<>()).get(key));
    }

    @Override
    public synchronized ListPage list(BucketImage bucket, ListQuery query) {
        List<ListRow> rows = new ArrayList<>();
        for (ObjectVersion version : objects.getOrDefault(bucket.id(), new TreeMap<>()).values()) {
            Optional<String> rolled =
                    commonPrefix(version.key().value(), query.prefix(), query.delimiter());
            ListRow row =
                    rolled.isPresent()
                            ? new ListRow.CommonPrefix(rolled.get())
                            : new ListRow.Key(version);
            boolean wanted =
                    version.key().value().startsWith(query.prefix())
                            && compare(row.marker(), query.after()) > 0;
            if (wanted && (rows.isEmpty() || !rows.getLast().equals(row))) {
                rows.add(row);
            }
        }
        boolean truncated = rows.size() > query.max();
        return new ListPage(rows.subList(0, Math.min(query.max(), rows.size())), truncated);
    }

    @Override
    public synchronized Optional<Upload> upload(BucketImage bucket, ObjectKey key, UploadId id) {
        return Optional.ofNullable(uploads.get(id)).filter(upload -> upload.key().equals(key));
    }

    @Override
    public synchronized UploadPage uploads(BucketImage bucket, UploadQuery query) {
        List<Upload> sorted = new ArrayList<>(uploads.values());
        sorted.sort((a, b) -> compare(a.key().value() + a.id(), b.key().value() + b.id()));
        List<UploadRow> rows = new ArrayList<>();
        for (Upload upload : sorted) {
            String key = upload.key().value();
            int order = compare(key, query.afterKey());
            boolean later =
                    query.afterUpload()
                            .map(id -> order == 0 && upload.id().compareTo(id) > 0)
                            .orElse(false);
            if (!bucket.id().equals(bucketOfUpload.get(upload.id()))
                    || !key.startsWith(query.prefix())
                    || !(query.afterKey().isEmpty() || order > 0 || later)) {
                continue;
            }
            Optional<String> rolled = commonPrefix(key, query.prefix(), query.delimiter());
            UploadRow row =
                    rolled.isPresent()
                            ? new UploadRow.CommonPrefix(rolled.get())
                            : new UploadRow.InProgress(upload);
            if (rows.isEmpty() || !rows.getLast().equals(row)) {
                rows.add(row);
            }
        }
        boolean truncated = rows.size() > query.max();
        return new UploadPage(rows.subList(0, Math.min(query.max(), rows.size())), truncated);
    }

    @Override
    public List<Part> parts(BucketImage bucket, UploadId id, int afterNumber, int max) {
        beforeParts.run();
        return partsAfter(id, afterNumber, max);
    }

    private synchronized List<Part> partsAfter(UploadId id, int afterNumber, int max) {
        return partsOf(id).tailMap(afterNumber, false).values().stream().limit(max).toList();
    }

    @Override
    public Optional<Part> partAt(BucketImage bucket, UploadId id, long offset) {
        beforePartAt.run();
        return partHolding(id, offset);
    }

    private synchronized Optional<Part> partHolding(UploadId id, long offset) {
        return partsOf(id).values().stream()
                .filter(p -> p.offset() <= offset && offset < p.offset() + p.size())
                .findFirst();
    }

    @Override
    public Optional<BlobRow> holder(BucketImage bucket, ObjectKey key, BlobId blob) {
        return latest(bucket, key)
                .flatMap(version ->
                        version.blob()
                                .filter(held -> held.id().equals(blob))
                                .map(held -> BlobRow.ofVersion(version.sequence(), held)));
    }

    private static Optional<String> commonPrefix(String key, String prefix, String delimiter) {
        int at =
                delimiter.isEmpty() || !key.startsWith(prefix)
                        ? -1
                        : key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }

    private static int compare(String a, String b) {
        return java.util.Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
