package io.cairn.metadata.client;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.metadata.Usage;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.StoreClosedException;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.PartPut;
import io.cairn.schemas.event.EventBody.UploadAbort;
import io.cairn.schemas.event.EventBody.UploadComplete;
import io.cairn.schemas.event.EventBody.UploadCreate;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The namespace where every write passes through this process: the read index is the last offset
/// that was acknowledged here, and an outcome is answered when the fold holds it and its position
/// is durable.
public final class KafkaNamespace implements Namespace {
    private static final String PRINCIPAL = "cairn-sweep";

    private final List<FoldPartition> partitions;
    private final List<RunningWrites> writes;
    private final EventAppender appender;
    private final AvroRecordFormats formats;
    private final OutcomeWaiters waiters;
    private final DurablePositions durable;
    private final Environment node;

    /// When it may answer, whether nothing is folded any more, how long it waits, and what its own
    /// events are called.
    public record Environment(
            BooleanSupplier ready, BooleanSupplier halted, Timeouts timeouts, TimeOrderedIds ids) {}

    /// A namespace over the partitions of one process.
    public KafkaNamespace(
            List<FoldPartition> partitions,
            EventAppender appender,
            AvroRecordFormats formats,
            OutcomeWaiters waiters,
            DurablePositions durable,
            Environment node) {
        this.partitions = List.copyOf(partitions);
        this.writes =
                partitions.stream()
                        .map(FoldPartition::number)
                        .map(number -> new RunningWrites(() -> durable.acknowledged(number)))
                        .toList();
        this.appender = appender;
        this.formats = formats;
        this.waiters = waiters;
        this.durable = durable;
        this.node = node;
    }

    @Override
    public Outcome append(Event event) {
        return append(partitionOf(event.bucket()), event);
    }

    private Outcome append(FoldPartition partition, Event event) {
        requireReady();
        Event sent = event.sentAt(durable.acknowledged(partition.number()) + 1);
        Outcome outcome =
                tryAppend(partition.number(), sent).orElseGet(() -> settle(partition, sent));
        awaitDurable(partition.number(), outcome.position());
        return outcome;
    }

    /// Appends and waits for the outcome; empty if it is unknown.
    private Optional<Outcome> tryAppend(int partition, Event event) {
        try (OutcomeWaiters.Waiter waiter = waiters.register(event.id())) {
            appender.append(
                    partition,
                    BucketPartitioner.recordKey(event.bucket(), keyOf(event.body())),
                    formats.toBytes(event),
                    waiter::fail);
            return waiter.await(node.timeouts().outcome().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// The outcome of an event of which nothing was heard: its withdrawal is appended, and
    /// whichever of the two the log holds first wins. That the withdrawal is not durable yet does
    /// no harm: an event that comes behind it in the log cannot be durable before it. The
    /// withdrawal carries the event's `sent`: one that arrives so late that the event's outcome may
    /// be forgotten is rejected, and the outcome stays unknown.
    private Outcome settle(FoldPartition partition, Event event) {
        Event withdrawal =
                new Event(
                                new EventId(node.ids().next()),
                                node.ids().clock().millis(),
                                event.bucket(),
                                Optional.empty(),
                                -1,
                                event.origin(),
                                new EventBody.Withdraw(event.id()))
                        .sentAt(event.known().sent());
        Optional<Outcome> settled =
                tryAppend(partition.number(), withdrawal)
                        .filter(Outcome.Accepted.class::isInstance)
                        .flatMap(ignored -> firstOutcome(partition, event.id()));
        if (settled.isEmpty()) {
            throw new OutcomeUnknownException(
                    "event " + event.id() + " got no outcome, nor did its withdrawal");
        }
        if (isWithdrawn(settled.get())) {
            throw new NamespaceUnavailableException(
                    "the log did not take event " + event.id() + " in time");
        }
        return settled.get();
    }

    private static Optional<Outcome> firstOutcome(FoldPartition partition, EventId id) {
        try {
            return partition.outcome(id);
        } catch (StoreClosedException e) {
            throw new OutcomeUnknownException(
                    "the node stops before the outcome of event " + id + " was looked up", e);
        }
    }

    private static boolean isWithdrawn(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                && rejected.rejection() == Rejection.WITHDRAWN;
    }

    private static String keyOf(EventBody body) {
        return switch (body) {
            case ObjectPut put -> put.key().value();
            case ObjectRewrite rewrite -> rewrite.key().value();
            case EventBody.ObjectTagsPut put -> put.key().value();
            case EventBody.ObjectRetentionPut put -> put.key().value();
            case EventBody.ObjectLegalHoldPut put -> put.key().value();
            case UploadCreate create -> create.key().value();
            case PartPut part -> part.key().value();
            case UploadComplete complete -> complete.key().value();
            case UploadAbort abort -> abort.key().value();
            case EventBody.ShardsRelocated moved -> moved.key().value();
            case EventBody.ObjectsDelete delete ->
                    delete.entries().size() == 1 ? delete.entries().getFirst().key().value() : "";
            case EventBody.BucketCreate ignored -> "";
            case EventBody.BucketDelete ignored -> "";
            case EventBody.BucketDocumentPut ignored -> "";
            case EventBody.BucketVersioningPut ignored -> "";
            case EventBody.BucketLockPut ignored -> "";
            case EventBody.BucketQuotaPut ignored -> "";
            case EventBody.Withdraw ignored -> "";
            case EventBody.RulesRaised ignored -> "";
            case EventBody.Fence ignored -> "";
        };
    }

    @Override
    public Optional<Outcome> outcome(String bucket, EventId id) {
        return read(partitionOf(bucket), partition -> partition.outcome(id));
    }

    @Override
    public Optional<Outcome> foldedOutcome(String bucket, EventId id) {
        try {
            return partitionOf(bucket).outcome(id);
        } catch (StoreClosedException e) {
            throw new NamespaceUnavailableException("the node is stopping", e);
        }
    }

    @Override
    public Write begin(String bucket) {
        return writes.get(indexOf(bucket)).begin();
    }

    @Override
    public Floors fence() {
        List<Long> floors = new ArrayList<>();
        for (int index = 0; index < partitions.size(); index++) {
            floors.add(fence(partitions.get(index), writes.get(index).floor()));
        }
        return bucket -> floors.get(indexOf(bucket));
    }

    private long fence(FoldPartition partition, long floor) {
        EventId id = new EventId(node.ids().next());
        Event fence =
                new Event(
                        id,
                        node.ids().clock().millis(),
                        "",
                        Optional.empty(),
                        -1,
                        new Event.Origin(PRINCIPAL, id.toString(), ""),
                        new EventBody.Fence(floor));
        if (append(partition, fence) instanceof Outcome.Rejected refused) {
            throw new IllegalStateException("a fence was rejected: " + refused);
        }
        return floor;
    }

    @Override
    public Optional<BucketImage> bucket(String name) {
        return read(partitionOf(name), partition -> partition.bucket(name));
    }

    @Override
    public BucketPage buckets(String prefix, String after, int max) {
        List<BucketImage> all = new ArrayList<>();
        for (FoldPartition each : partitions) {
            all.addAll(read(each, partition -> partition.buckets(prefix, after, max + 1)));
        }
        all.sort(Comparator.comparing(BucketImage::name));
        boolean truncated = all.size() > max;
        return new BucketPage(truncated ? all.subList(0, max) : all, truncated);
    }

    @Override
    public Lookup find(String bucket, ObjectKey key) {
        return read(partitionOf(bucket), partition -> partition.find(bucket, key));
    }

    @Override
    public Lookup find(String bucket, ObjectKey key, VersionId id) {
        return read(partitionOf(bucket), partition -> partition.find(bucket, key, id));
    }

    @Override
    public Usage usage(BucketImage bucket) {
        return read(bucket, partition -> partition.usage(bucket.id()));
    }

    @Override
    public Optional<ObjectVersion> latest(BucketImage bucket, ObjectKey key) {
        return read(bucket, partition -> partition.latest(bucket.id(), key));
    }

    @Override
    public ListPage list(BucketImage bucket, ListQuery query) {
        return read(bucket, partition -> partition.list(bucket.id(), query));
    }

    @Override
    public VersionPage versions(BucketImage bucket, VersionQuery query) {
        return read(bucket, partition -> partition.versions(bucket.id(), query));
    }

    @Override
    public Optional<Upload> upload(BucketImage bucket, ObjectKey key, UploadId id) {
        return read(bucket, partition -> partition.upload(bucket.id(), key, id));
    }

    @Override
    public UploadPage uploads(BucketImage bucket, UploadQuery query) {
        return read(bucket, partition -> partition.uploads(bucket.id(), query));
    }

    @Override
    public List<Part> parts(BucketImage bucket, UploadId id, int afterNumber, int max) {
        return read(bucket, partition -> partition.parts(bucket.id(), id, afterNumber, max));
    }

    @Override
    public Optional<Part> partAt(BucketImage bucket, UploadId id, long offset) {
        return read(bucket, partition -> partition.partAt(bucket.id(), id, offset));
    }

    @Override
    public Optional<BlobRow> holder(BucketImage bucket, ObjectKey key, BlobId blob) {
        return read(bucket, partition -> partition.holder(bucket.id(), key, blob));
    }

    private <T> T read(BucketImage bucket, Function<FoldPartition, T> query) {
        return read(partitionOf(bucket.name()), query);
    }

    /// A strong read: waits until the state holds all that was acknowledged before, reads one
    /// state, and waits until that is durable. Waiting is done before and after reading, never
    /// while the store is held.
    private <T> T read(FoldPartition partition, Function<FoldPartition, T> query) {
        requireReady();
        long index = readIndex(partition);
        try {
            if (!partition.await(index, node.timeouts().read().toNanos())) {
                throw new NamespaceUnavailableException(
                        "partition " + partition.number() + " has not folded record " + index);
            }
            T answer = query.apply(partition);
            long nanos = node.timeouts().read().toNanos();
            if (!durable.await(partition.number(), partition.visible(), nanos)) {
                throw new NamespaceUnavailableException("what was read is not durable yet");
            }
            return answer;
        } catch (StoreClosedException e) {
            throw new NamespaceUnavailableException("the node is stopping", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NamespaceUnavailableException("interrupted", e);
        }
    }

    /// The position that a read has to have seen. Once nothing is folded any more that is what was
    /// folded: of what lies behind nobody has heard an outcome.
    private long readIndex(FoldPartition partition) {
        long index = durable.position(partition.number());
        return node.halted().getAsBoolean() ? Math.min(index, partition.mark().position()) : index;
    }

    private void awaitDurable(int partition, long position) {
        try {
            if (!durable.await(partition, position, node.timeouts().read().toNanos())) {
                throw new OutcomeUnknownException(
                        "record " + position + " of partition " + partition + " is not durable");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted before the record was durable");
        }
    }

    private void requireReady() {
        if (!node.ready().getAsBoolean()) {
            throw new NamespaceUnavailableException("the log is still being folded");
        }
    }

    private FoldPartition partitionOf(String bucket) {
        return partitions.get(indexOf(bucket));
    }

    private int indexOf(String bucket) {
        return BucketPartitioner.partition(bucket, partitions.size());
    }
}
