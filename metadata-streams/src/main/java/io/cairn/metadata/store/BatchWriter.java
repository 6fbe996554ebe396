package io.cairn.metadata.store;

import io.cairn.metadata.Usage;
import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.fold.Mutation;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.event.Rows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Writes what one record does, its outcome and the new position as one batch. Emissions are kept
/// until their offset is committed; outcomes as [OutcomeRows] says.
final class BatchWriter {
    static final byte[] MARK = "mark".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EMISSIONS_FROM = "emissions-from".getBytes(StandardCharsets.UTF_8);

    /// Stands for the event of a record that could not be read.
    static final EventId NO_EVENT = new EventId(new UUID(0, 0));

    private final PartitionStore store;
    private final RowReader rows;
    private final OutcomeRows outcomes;

    BatchWriter(PartitionStore store, RowReader rows) {
        this.store = store;
        this.rows = rows;
        this.outcomes = new OutcomeRows(store);
    }

    /// What became of one record: `timeMillis` is the time that its event tells, if it is one.
    record Decided(Decision decision, OptionalLong timeMillis) {}

    /// Returns the mark as written: with the rules that the record may have raised.
    LogMark write(Decided decided, LogMark mark, List<Emission> emissions, boolean live) {
        Decision decision = decided.decision();
        int rules = mark.rules();
        try (WriteBatch batch = new WriteBatch()) {
            // What is dropped comes first: the record may write the way to an outcome of an id
            // whose old outcome goes.
            outcomes.forget(batch, mark.position(), decided);
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
            outcomes.put(batch, decision, mark.position());
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
            case Mutation.MarkWithdrawn(EventId id) -> outcomes.putWithdrawn(batch, id, position);
            case Mutation.SetRules ignored ->
                    throw new IllegalStateException("rules are kept in the mark");
        }
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
