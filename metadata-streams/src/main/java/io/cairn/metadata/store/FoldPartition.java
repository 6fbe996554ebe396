package io.cairn.metadata.store;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace.ListPage;
import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.metadata.Namespace.UploadPage;
import io.cairn.metadata.Namespace.UploadQuery;
import io.cairn.metadata.Namespace.VersionPage;
import io.cairn.metadata.Namespace.VersionQuery;
import io.cairn.metadata.Usage;
import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.fold.Fold;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Rows;
import io.cairn.schemas.event.Upload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition of the namespace: its state, folded record by record by one thread, and the
/// queries over it by any thread.
public final class FoldPartition implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FoldPartition.class);

    private final int number;
    private final Path directory;
    private final RecordFormats formats;
    private final PartitionStore store;
    private final RowReader rows;
    private final KeyRows keys;
    private final Listing listing;
    private final VersionListing versions;
    private final BatchWriter writer;
    private final Position position = new Position();
    private volatile LogMark mark = new LogMark(Fold.RULES_FIRST, -1, new UUID(0, 0), 0);
    private volatile long visible = -1;
    private volatile Optional<StoreDamagedException> damage = Optional.empty();

    /// Partition `number`, kept in `directory`. Opened by [#open].
    public FoldPartition(int number, Path directory, StoreMemory memory, RecordFormats formats) {
        this.number = number;
        this.directory = directory;
        this.formats = formats;
        this.store = new PartitionStore(directory, memory);
        this.rows = new RowReader(store);
        this.keys = new KeyRows(store);
        this.listing = new Listing(store);
        this.versions = new VersionListing(store, rows);
        this.writer = new BatchWriter(store, rows);
    }

    /// What became of one record: its outcome and what is to be sent on.
    public record Applied(Outcome outcome, List<Emission> emissions) {
        public Applied {
            emissions = List.copyOf(emissions);
        }
    }

    /// Opens the store. One of a newer format or folded by newer rules throws [StoreException]. A
    /// damaged one stays closed, see [#damage]. Of one of an older format only the mark may be
    /// used, see [#isOutdated].
    public void open() {
        try {
            openStore();
        } catch (StoreDamagedException e) {
            damage = Optional.of(e);
        }
    }

    private void openStore() {
        store.open();
        try {
            store.get(Family.META, BatchWriter.MARK)
                    .map(LogMark::fromBytes)
                    .ifPresent(this::resume);
        } catch (StoreException e) {
            store.close();
            throw e;
        }
        store.removeAside();
    }

    /// Why the store could not be opened, if its bytes are at fault: [#setAside] lets the log be
    /// folded again from its first record, which must be there.
    public Optional<StoreDamagedException> damage() {
        return damage;
    }

    /// Keeps the damaged store beside an empty one, until the next start that finds a whole one.
    public void setAside() {
        store.setAside();
        damage = Optional.empty();
    }

    /// Whether an earlier release wrote the store. It has to be compared with the log by its mark
    /// and then discarded: its rows may not be read.
    public boolean isOutdated() {
        return mark.format() < LogMark.FORMAT;
    }

    private void resume(LogMark known) {
        requireKnown("is of format", known.format(), LogMark.FORMAT);
        requireKnown("was folded by rules", known.rules(), Fold.RULES_NEWEST);
        mark = known;
        visible = known.position();
        position.advance(known.position());
    }

    private void requireKnown(String what, int found, int newest) {
        if (found > newest) {
            throw new StoreException(
                    "partition "
                            + number
                            + " "
                            + what
                            + " "
                            + found
                            + "; this release knows up to "
                            + newest
                            + ": start a newer release",
                    null);
        }
    }

    /// Throws the state away: the log is folded again from its first record.
    public void discard() {
        store.discard();
        mark = new LogMark(Fold.RULES_FIRST, -1, new UUID(0, 0), 0);
        visible = -1;
        position.reset();
    }

    /// Where its state is kept.
    public Path directory() {
        return directory;
    }

    /// The number of the partition.
    public int number() {
        return number;
    }

    /// The prefix of the log that is folded.
    public LogMark mark() {
        return mark;
    }

    /// An upper bound of what queries that ended before this call have seen: no later record.
    /// Raised before the record's rows are written, so a caller that has read a row gets at least
    /// the position of its record. [#mark] and [#await] follow after the write.
    public long visible() {
        return visible;
    }

    /// Emissions of records before this offset are not kept any more.
    public long emissionsFrom() {
        return store.read(writer::emissionsFrom);
    }

    /// Folds one live record of the topic. A record at or before the position changes nothing: its
    /// first outcome and emissions are given again. Throws [StoreException] if the offset is
    /// neither known nor the next one, and [StoreClosedException] once the store is closed. Called
    /// by the partition's one thread only.
    public Applied apply(UUID topicId, long offset, byte @Nullable [] value) {
        if (offset <= mark.position()) {
            return store.read(() -> again(offset));
        }
        return fold(topicId, offset, value, true);
    }

    /// Folds one record while restoring: as [#apply], but nothing is to be sent. Called by the
    /// partition's restoring thread only, never beside [#apply].
    public void restore(UUID topicId, long offset, byte @Nullable [] value) {
        if (offset > mark.position()) {
            fold(topicId, offset, value, false);
        }
    }

    private Applied again(long offset) {
        if (offset < writer.emissionsFrom()) {
            throw new StoreException(
                    "record "
                            + offset
                            + " of partition "
                            + number
                            + " came again, but its emissions were committed and dropped",
                    null);
        }
        Outcome outcome =
                rows.outcomeAt(offset)
                        .orElseGet(() -> unreadable(offset, "outcome no longer kept"));
        return new Applied(outcome, writer.emissionsAt(offset));
    }

    private Applied fold(UUID topicId, long offset, byte @Nullable [] value, boolean live) {
        if (offset != mark.position() + 1) {
            throw new StoreException(
                    "partition "
                            + number
                            + ": the log goes on at offset "
                            + offset
                            + ", the state ends at "
                            + mark.position(),
                    null);
        }
        BatchWriter.Decided decided = decide(offset, value);
        Decision decision = decided.decision();
        List<Emission> emissions = live ? formats.emissions(decision.emissions()) : List.of();
        LogMark next = new LogMark(mark.rules(), offset, topicId, crc(value));
        store.read(() -> {
            visible = offset;
            mark = writer.write(decided, next, emissions, live);
            return true;
        });
        position.advance(offset);
        return new Applied(decision.outcome(), emissions);
    }

    private BatchWriter.Decided decide(long offset, byte @Nullable [] value) {
        Event event;
        try {
            if (value == null) {
                throw new MalformedRecordException("a record without a value", null);
            }
            event = formats.event(value);
        } catch (MalformedRecordException e) {
            LOG.warn("partition {}: record {} is rejected: {}", number, offset, e.getMessage());
            Decision rejected = Decision.only(unreadable(offset, "not an event"));
            return new BatchWriter.Decided(rejected, OptionalLong.empty());
        }
        return new BatchWriter.Decided(
                store.read(() -> Fold.decide(rows, event, number, offset, mark.rules())),
                OptionalLong.of(event.timeMillis()));
    }

    private static Outcome unreadable(long offset, String message) {
        return new Outcome.Rejected(BatchWriter.NO_EVENT, offset, Rejection.UNREADABLE, message);
    }

    static int crc(byte @Nullable [] value) {
        CRC32C crc = new CRC32C();
        if (value != null) {
            crc.update(value);
        }
        return (int) crc.getValue();
    }

    /// Whether `value` is what this state was last folded from.
    public boolean endsWith(byte @Nullable [] value) {
        return mark.crc32c() == crc(value);
    }

    /// Waits until the record at `offset` is folded; false if it is not within `nanos`.
    public boolean await(long offset, long nanos) throws InterruptedException {
        return position.await(offset, nanos);
    }

    /// Makes what is folded so far durable in the store, so that a restart need not fold it again.
    public void flush() {
        store.flush();
    }

    /// Forgets the emissions of records before `committed`, which were committed with their offset.
    public void dropEmissionsBefore(long committed) {
        store.read(() -> {
            writer.dropEmissionsBefore(committed);
            return true;
        });
    }

    /// The first outcome of an event.
    public Optional<Outcome> outcome(EventId id) {
        return store.read(() -> rows.outcome(id));
    }

    public Optional<BucketImage> bucket(String name) {
        return store.read(() -> rows.bucket(name));
    }

    public List<BucketImage> buckets(String prefix, String after, int max) {
        return store.read(() -> rows.buckets(prefix, after, max));
    }

    /// The bucket of this name and the current version of a key in it, as they were at one moment.
    /// Between the reading of the two rows the fold may write: the bucket's row is read again until
    /// it did not change. Its revision only grows, so the same bytes mean the same moment.
    public Lookup find(String bucket, ObjectKey key) {
        return find(bucket, id -> rows.newest(id, key));
    }

    /// The bucket of this name and the version of this id, otherwise as above.
    public Lookup find(String bucket, ObjectKey key, VersionId version) {
        return find(bucket, id -> rows.version(id, key, version));
    }

    private Lookup find(String bucket, Function<BucketId, Optional<ObjectVersion>> lookup) {
        return store.read(() -> {
            Optional<byte[]> row = rows.bucketRow(bucket);
            while (row.isPresent()) {
                BucketImage image = Rows.BUCKET.decode(row.get());
                Optional<ObjectVersion> version = lookup.apply(image.id());
                Optional<byte[]> again = rows.bucketRow(bucket);
                if (again.isPresent() && Arrays.equals(row.get(), again.get())) {
                    return version.map(found -> lookup(image, found))
                            .orElseGet(() -> new Lookup.NoSuchKey(image));
                }
                row = again;
            }
            return new Lookup.NoSuchBucket();
        });
    }

    private static Lookup lookup(BucketImage bucket, ObjectVersion version) {
        return version.deleteMarker()
                ? new Lookup.Hidden(bucket, version)
                : new Lookup.Found(bucket, version);
    }

    public Optional<ObjectVersion> latest(BucketId bucket, ObjectKey key) {
        return store.read(() -> rows.newest(bucket, key))
                .filter(version -> !version.deleteMarker());
    }

    public ListPage list(BucketId bucket, ListQuery query) {
        return listing.keys(bucket, query);
    }

    public VersionPage versions(BucketId bucket, VersionQuery query) {
        return store.read(() -> versions.page(bucket, query));
    }

    public UploadPage uploads(BucketId bucket, UploadQuery query) {
        return store.read(() -> listing.uploads(bucket, query));
    }

    public Optional<Upload> upload(BucketId bucket, ObjectKey key, UploadId id) {
        return store.read(() -> rows.upload(bucket, key, id));
    }

    public List<Part> parts(BucketId bucket, UploadId id, int afterNumber, int max) {
        return store.read(() -> rows.parts(bucket, id, afterNumber, max));
    }

    public Optional<Part> partAt(BucketId bucket, UploadId id, long offset) {
        return store.read(() -> rows.partAt(bucket, id, offset));
    }

    public Usage usage(BucketId bucket) {
        return store.read(() -> rows.usage(bucket));
    }

    /// The blobs that the versions of this key, their parts, and the parts of uploads for it hold.
    public Map<BlobId, Blob> blobs(BucketId bucket, ObjectKey key) {
        return keys.blobs(bucket, key);
    }

    /// The row of this key that holds a blob.
    public Optional<BlobRow> holder(BucketId bucket, ObjectKey key, BlobId blob) {
        return keys.holder(bucket, key, blob);
    }

    /// A digest of every row of the state proper (objects, uploads, parts, buckets, usage, floor),
    /// to compare two states.
    public StateDigest digest() {
        return store.read(() -> StateDigest.of(store, mark.position()));
    }

    @Override
    public void close() {
        store.close();
    }
}
