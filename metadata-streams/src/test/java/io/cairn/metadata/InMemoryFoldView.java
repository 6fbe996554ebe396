package io.cairn.metadata;

import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.fold.Fold;
import io.cairn.metadata.fold.FoldView;
import io.cairn.metadata.fold.Mutation;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The state of one partition in sorted maps, for tests. Used by one thread at a time.
public final class InMemoryFoldView implements FoldView {
    /// Which row an upload is, in the order of their listing.
    record UploadRow(ObjectKey key, UploadId id) implements Comparable<UploadRow> {
        private static final Comparator<UploadRow> ORDER =
                Comparator.comparing(UploadRow::key).thenComparing(UploadRow::id);

        @Override
        public int compareTo(UploadRow other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<String, BucketImage> buckets = new TreeMap<>();
    private final Map<BucketId, TreeMap<ObjectKey, TreeMap<Long, ObjectVersion>>> versions =
            new HashMap<>();
    private final Map<BucketId, TreeMap<ObjectKey, Long>> nulls = new HashMap<>();
    private final Map<BucketId, TreeMap<UploadRow, Upload>> uploads = new HashMap<>();
    private final Map<UploadId, TreeMap<Integer, Part>> parts = new HashMap<>();
    private final Map<EventId, Outcome> outcomes = new HashMap<>();
    private long floor = Fold.NO_FLOOR;
    private int rules = Fold.RULES_FIRST;

    /// Decides an event and applies what it does.
    public Decision fold(Event event, int partition, long position) {
        Decision decision = Fold.decide(this, event, partition, position, rules);
        decision.mutations().forEach(mutation -> apply(mutation, position));
        if (!decision.repeated()) {
            outcomes.put(event.id(), decision.outcome());
        }
        return decision;
    }

    private void apply(Mutation mutation, long position) {
        switch (mutation) {
            case Mutation.PutVersion(var bucket, var version) ->
                    versions(bucket)
                            .computeIfAbsent(
                                    version.key(), _ -> new TreeMap<>(Comparator.reverseOrder()))
                            .put(version.sequence(), version);
            case Mutation.RemoveVersion(var bucket, var key, long sequence) -> {
                TreeMap<Long, ObjectVersion> ofKey = versions(bucket).get(key);
                if (ofKey != null && ofKey.remove(sequence) != null && ofKey.isEmpty()) {
                    versions(bucket).remove(key);
                }
            }
            case Mutation.MarkNull(var bucket, var key, long sequence) ->
                    nulls.computeIfAbsent(bucket, _ -> new TreeMap<>()).put(key, sequence);
            case Mutation.UnmarkNull(var bucket, var key) ->
                    nulls.computeIfAbsent(bucket, _ -> new TreeMap<>()).remove(key);
            case Mutation.PutUpload(var bucket, var upload) ->
                    uploads(bucket).put(new UploadRow(upload.key(), upload.id()), upload);
            case Mutation.RemoveUpload(var bucket, var key, var id) ->
                    uploads(bucket).remove(new UploadRow(key, id));
            case Mutation.PutPart(var _, var upload, var part) ->
                    parts(upload).put(part.number(), part);
            case Mutation.RemovePart(var _, var upload, int number) -> parts(upload).remove(number);
            case Mutation.PutBucket(var bucket) -> buckets.put(bucket.name(), bucket);
            case Mutation.RemoveBucket(String name, var _) -> buckets.remove(name);
            case Mutation.AddUsage _ -> {}
            case Mutation.SetRules(int raised) -> rules = raised;
            case Mutation.RaiseFloor(long raised) -> floor = raised;
            case Mutation.MarkWithdrawn(EventId id) ->
                    outcomes.put(
                            id,
                            new Outcome.Rejected(
                                    id, position, Rejection.WITHDRAWN, "withdrawn by its writer"));
        }
    }

    /// The buckets by name.
    TreeMap<String, BucketImage> buckets() {
        return buckets;
    }

    /// The versions of a bucket by key, the newest of each key first.
    public TreeMap<ObjectKey, TreeMap<Long, ObjectVersion>> versions(BucketId bucket) {
        return versions.computeIfAbsent(bucket, _ -> new TreeMap<>());
    }

    /// The uploads in progress of a bucket.
    TreeMap<UploadRow, Upload> uploads(BucketId bucket) {
        return uploads.computeIfAbsent(bucket, _ -> new TreeMap<>());
    }

    /// The parts of an upload by number.
    TreeMap<Integer, Part> parts(UploadId upload) {
        return parts.computeIfAbsent(upload, _ -> new TreeMap<>());
    }

    @Override
    public Optional<BucketImage> bucket(String name) {
        return Optional.ofNullable(buckets.get(name));
    }

    @Override
    public Optional<ObjectVersion> newest(BucketId bucket, ObjectKey key) {
        return Optional.ofNullable(versions(bucket).get(key))
                .map(ofKey -> ofKey.firstEntry().getValue());
    }

    @Override
    public Optional<ObjectVersion> nullVersion(BucketId bucket, ObjectKey key) {
        Optional<ObjectVersion> newest = newest(bucket, key);
        return newest.isEmpty() || newest.get().versionId().isEmpty()
                ? newest
                : Optional.ofNullable(nulls.get(bucket))
                        .map(ofBucket -> ofBucket.get(key))
                        .flatMap(sequence -> version(bucket, key, sequence));
    }

    @Override
    public Optional<ObjectVersion> version(BucketId bucket, ObjectKey key, long sequence) {
        return Optional.ofNullable(versions(bucket).get(key)).map(ofKey -> ofKey.get(sequence));
    }

    @Override
    public Optional<Upload> upload(BucketId bucket, ObjectKey key, UploadId id) {
        return Optional.ofNullable(uploads(bucket).get(new UploadRow(key, id)));
    }

    @Override
    public Optional<Part> part(BucketId bucket, UploadId id, int number) {
        return Optional.ofNullable(parts(id).get(number));
    }

    @Override
    public List<Part> parts(BucketId bucket, UploadId id) {
        return List.copyOf(parts(id).values());
    }

    Usage usage(BucketId bucket) {
        Usage usage = Usage.NONE;
        for (TreeMap<Long, ObjectVersion> key : versions(bucket).values()) {
            for (ObjectVersion version : key.values()) {
                usage = version.deleteMarker() ? usage : usage.plus(1, version.size());
            }
        }
        return usage;
    }

    @Override
    public long usedBytes(BucketId bucket) {
        return usage(bucket).bytes();
    }

    @Override
    public boolean hasVersions(BucketId bucket) {
        return !versions(bucket).isEmpty();
    }

    @Override
    public List<Upload> uploads(BucketId bucket, int max) {
        return uploads(bucket).values().stream().limit(max).toList();
    }

    @Override
    public long floor() {
        return floor;
    }

    @Override
    public Optional<Outcome> outcome(EventId id) {
        return Optional.ofNullable(outcomes.get(id));
    }

    @Override
    public long outcomesFrom() {
        return 0;
    }
}
