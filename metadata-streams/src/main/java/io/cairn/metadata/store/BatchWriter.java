package io.cairn.metadata.store;

import io.cairn.metadata.Usage;
import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.fold.Fold;
import io.cairn.metadata.fold.Mutation;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.Uuids;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Writes what one record does, its outcome and the new position as one batch.
///
/// Outcomes are kept as long as the rules know them ([Fold#OUTCOMES_KEPT]) and a little longer;
/// emissions until their offset is committed.
final class BatchWriter {
    static final byte[] MARK = "mark".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EMISSIONS_FROM = "emissions-from".getBytes(StandardCharsets.UTF_8);

    /// Stands for the event of a record that could not be read.
    static final EventId NO_EVENT = new EventId(new UUID(0, 0));

    private static final long DROP_EVERY = 1024;

    private final PartitionStore store;
    private final RowReader rows;

    BatchWriter(PartitionStore store, RowReader rows) {
        this.store = store;
        this.rows = rows;
    }

    /// Returns the mark as written: with the rules that the record may have raised.
    LogMark write(Decision decision, LogMark mark, List<Emission> emissions, boolean live) {
        int rules = mark.rules();
        try (WriteBatch batch = new WriteBatch()) {
            if (mark.position() % DROP_EVERY == 0) {
                dropOutcomesBefore(batch, mark.position() - Fold.OUTCOMES_KEPT);
            }
            Map<BucketId, Usage> usages = new HashMap<>();
            for (Mutation mutation : decision.mutations()) {
                if (mutation instanceof Mutation.SetRules(int raised)) {
                    rules = raised;
                } else {
                    apply(batch, mutation, mark.position(), usages);
                }
            }
            for (Map.Entry<BucketId, Usage> usage : usages.entrySet()) {
                batch.put(
                        store.handle(Family.USAGE),
                        StoreKeys.bucketPrefix(usage.getKey()),
                        usage.getValue().toBytes());
            }
            putOutcome(batch, decision, mark.position());
            if (live && !emissions.isEmpty()) {
                batch.put(
                        store.handle(Family.EMISSIONS),
                        StoreKeys.emission(mark.position()),
                        Emission.toBytes(emissions));
            }
            LogMark written = new LogMark(rules, mark.position(), mark.topicId(), mark.crc32c());
            batch.put(store.handle(Family.META), MARK, written.toBytes());
            store.write(batch);
            return written;
        } catch (RocksDBException e) {
            throw new StoreException("building the batch of record " + mark.position(), e);
        }
    }

    private void apply(
            WriteBatch batch, Mutation mutation, long position, Map<BucketId, Usage> usages)
            throws RocksDBException {
        switch (mutation) {
            case Mutation.PutVersion(var bucket, var version) ->
                    batch.put(
                            store.handle(Family.VERSIONS),
                            StoreKeys.version(bucket, version.key().value(), version.sequence()),
                            Rows.VERSION.encode(version));
            case Mutation.RemoveVersion(var bucket, var key, long sequence) ->
                    batch.delete(
                            store.handle(Family.VERSIONS),
                            StoreKeys.version(bucket, key.value(), sequence));
            case Mutation.MarkNull(var bucket, var key, long sequence) ->
                    batch.put(
                            store.handle(Family.NULLS),
                            StoreKeys.exactKey(bucket, key.value()),
                            ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
            case Mutation.UnmarkNull(var bucket, var key) ->
                    batch.delete(
                            store.handle(Family.NULLS), StoreKeys.exactKey(bucket, key.value()));
            case Mutation.PutUpload(var bucket, var upload) ->
                    batch.put(
                            store.handle(Family.UPLOADS),
                            StoreKeys.upload(bucket, upload.key().value(), upload.id()),
                            Rows.UPLOAD.encode(upload));
            case Mutation.RemoveUpload(var bucket, var key, var id) ->
                    batch.delete(
                            store.handle(Family.UPLOADS),
                            StoreKeys.upload(bucket, key.value(), id));
            case Mutation.PutPart(var bucket, var upload, var part) ->
                    batch.put(
                            store.handle(Family.PARTS),
                            StoreKeys.part(bucket, upload, part.number()),
                            Rows.PART.encode(part));
            case Mutation.RemovePart(var bucket, var upload, int number) ->
                    batch.delete(
                            store.handle(Family.PARTS), StoreKeys.part(bucket, upload, number));
            case Mutation.PutBucket(var bucket) ->
                    batch.put(
                            store.handle(Family.BUCKETS),
                            StoreKeys.bucket(bucket.name()),
                            Rows.BUCKET.encode(bucket));
            case Mutation.RemoveBucket(String name, var id) -> {
                batch.delete(store.handle(Family.BUCKETS), StoreKeys.bucket(name));
                batch.delete(store.handle(Family.USAGE), StoreKeys.bucketPrefix(id));
            }
            case Mutation.AddUsage(var bucket, long objects, long bytes) ->
                    usages.put(
                            bucket,
                            usages.computeIfAbsent(bucket, rows::usage).plus(objects, bytes));
            case Mutation.RaiseFloor(long floor) ->
                    batch.put(
                            store.handle(Family.META),
                            RowReader.FLOOR,
                            ByteBuffer.allocate(Long.BYTES).putLong(floor).array());
            case Mutation.MarkWithdrawn(EventId id) -> markWithdrawn(batch, id, position);
            case Mutation.SetRules ignored ->
                    throw new IllegalStateException("rules are kept in the mark");
        }
    }

    private void markWithdrawn(WriteBatch batch, EventId id, long position)
            throws RocksDBException {
        putOutcomeOf(batch, id, position, true);
        batch.put(
                store.handle(Family.OUTCOMES),
                StoreKeys.at(StoreKeys.WITHDRAWN_AT, position),
                Uuids.toBytes(id.value()));
    }

    /// The outcome of the record at `position`, and the way to it from the event's id. A repeated
    /// event keeps the way to its first outcome.
    private void putOutcome(WriteBatch batch, Decision decision, long position)
            throws RocksDBException {
        Outcome outcome = decision.outcome();
        batch.put(
                store.handle(Family.OUTCOMES),
                StoreKeys.at(StoreKeys.OUTCOME_AT, position),
                Rows.OUTCOME.encode(outcome));
        if (!decision.repeated() && !outcome.eventId().equals(NO_EVENT)) {
            putOutcomeOf(batch, outcome.eventId(), position, false);
        }
    }

    private void putOutcomeOf(WriteBatch batch, EventId id, long position, boolean withdrawn)
            throws RocksDBException {
        byte[] at =
                ByteBuffer.allocate(RowReader.OUTCOME_OF_BYTES)
                        .putLong(position)
                        .put((byte) (withdrawn ? 1 : 0))
                        .array();
        batch.put(store.handle(Family.OUTCOMES), StoreKeys.outcomeOf(id), at);
    }

    /// What is dropped comes first in the batch: the record itself may write the way to an outcome
    /// of an id whose old outcome goes.
    private void dropOutcomesBefore(WriteBatch batch, long position) throws RocksDBException {
        if (position <= 0) {
            return;
        }
        dropOutcomes(batch, StoreKeys.OUTCOME_AT, position);
        dropOutcomes(batch, StoreKeys.WITHDRAWN_AT, position);
    }

    private void dropOutcomes(WriteBatch batch, byte kind, long position) throws RocksDBException {
        byte[] first = StoreKeys.at(kind, Math.max(0, position - 2 * DROP_EVERY));
        Map<byte[], EventId> dropped =
                store.scan(
                        Family.OUTCOMES,
                        StoreKeys.at(kind, position),
                        found -> {
                            Map<byte[], EventId> ids = new HashMap<>();
                            for (found.seek(first); found.isValid(); found.next()) {
                                ids.put(found.key(), eventOf(kind, found.value()));
                            }
                            return ids;
                        });
        for (Map.Entry<byte[], EventId> row : dropped.entrySet()) {
            batch.delete(store.handle(Family.OUTCOMES), row.getKey());
            byte[] way = StoreKeys.outcomeOf(row.getValue());
            if (store.get(Family.OUTCOMES, way)
                    .filter(at -> leadsTo(at, row.getKey()))
                    .isPresent()) {
                batch.delete(store.handle(Family.OUTCOMES), way);
            }
        }
    }

    /// Whether the way from an event's id leads to this outcome, and not to that of a later event
    /// of the same id.
    private static boolean leadsTo(byte[] way, byte[] outcomeRow) {
        return ByteBuffer.wrap(way).getLong() == ByteBuffer.wrap(outcomeRow).getLong(1);
    }

    private static EventId eventOf(byte kind, byte[] value) {
        return kind == StoreKeys.OUTCOME_AT
                ? Rows.OUTCOME.decode(value).eventId()
                : new EventId(Uuids.fromBytes(value, 0));
    }

    long emissionsFrom() {
        return store.get(Family.META, EMISSIONS_FROM)
                .map(value -> ByteBuffer.wrap(value).getLong())
                .orElse(0L);
    }

    List<Emission> emissionsAt(long position) {
        return store.get(Family.EMISSIONS, StoreKeys.emission(position))
                .map(Emission::fromBytes)
                .orElse(List.of());
    }

    void dropEmissionsBefore(long committed) {
        long from = emissionsFrom();
        if (committed <= from) {
            return;
        }
        try (WriteBatch batch = new WriteBatch()) {
            batch.deleteRange(
                    store.handle(Family.EMISSIONS),
                    StoreKeys.emission(from),
                    StoreKeys.emission(committed));
            batch.put(
                    store.handle(Family.META),
                    EMISSIONS_FROM,
                    ByteBuffer.allocate(Long.BYTES).putLong(committed).array());
            store.write(batch);
        } catch (RocksDBException e) {
            throw new StoreException("dropping emissions", e);
        }
    }
}
