package io.cairn.metadata.store;

import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.fold.LogTime;
import io.cairn.metadata.fold.OutcomeAge;
import io.cairn.schemas.EventId;
import io.cairn.schemas.Uuids;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// Writes outcomes, and forgets those that are as old as [OutcomeAge] says. What is forgotten is
/// known to nobody from the next record on; its rows go a little later, a bounded number with each
/// sampled position. Used by the thread that folds.
final class OutcomeRows {
    /// Rows that go with one sampled position: twice as many as come between two of them, so that
    /// what had to stay for its time goes soon.
    private static final int DROPPED_MAX = 2 * Math.toIntExact(OutcomeAge.SAMPLED);

    private static final byte[] TIME = "log-time".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEPT_FROM = "outcomes-kept-from".getBytes(StandardCharsets.UTF_8);

    private final PartitionStore store;

    OutcomeRows(PartitionStore store) {
        this.store = store;
    }

    /// The outcome of the record at `position`, and the way to it from the event's id. A repeated
    /// event keeps the way to its first outcome.
    void put(WriteBatch batch, Decision decision, long position) throws RocksDBException {
        Outcome outcome = decision.outcome();
        batch.put(
                store.handle(Family.OUTCOMES),
                StoreKeys.at(StoreKeys.OUTCOME_AT, position),
                Rows.OUTCOME.encode(outcome));
        if (!decision.repeated() && !outcome.eventId().equals(BatchWriter.NO_EVENT)) {
            putWay(batch, outcome.eventId(), position, false);
        }
    }

    /// Says that the event of this id is withdrawn by the record at `position`.
    void putWithdrawn(WriteBatch batch, EventId id, long position) throws RocksDBException {
        putWay(batch, id, position, true);
        batch.put(
                store.handle(Family.OUTCOMES),
                StoreKeys.at(StoreKeys.WITHDRAWN_AT, position),
                Uuids.toBytes(id.value()));
    }

    private void putWay(WriteBatch batch, EventId id, long position, boolean withdrawn)
            throws RocksDBException {
        byte[] at =
                ByteBuffer.allocate(RowReader.OUTCOME_OF_BYTES)
                        .putLong(position)
                        .put((byte) (withdrawn ? 1 : 0))
                        .array();
        batch.put(store.handle(Family.OUTCOMES), StoreKeys.outcomeOf(id), at);
    }

    /// Forgets what is too old at `position`, which holds `decided`. Does nothing between sampled
    /// positions.
    void forget(WriteBatch batch, long position, BatchWriter.Decided decided)
            throws RocksDBException {
        if (!OutcomeAge.isSampled(position)) {
            return;
        }
        long from = number(RowReader.OUTCOMES_FROM);
        if (decided.timeMillis().isPresent()) {
            long over = sample(batch, position, decided.timeMillis().getAsLong());
            if (over > from) {
                from = over;
                batch.put(store.handle(Family.META), RowReader.OUTCOMES_FROM, bytes(from));
            }
        }
        drop(batch, from);
    }

    /// Notes the time of the log at a sampled position. Returns the position before which all
    /// outcomes are too old now; 0 if no more are than before.
    private long sample(WriteBatch batch, long position, long timeMillis) throws RocksDBException {
        LogTime now =
                time().map(last -> last.told(timeMillis)).orElse(LogTime.beginning(timeMillis));
        byte[] row = StoreKeys.at(StoreKeys.TIME_AT, position);
        batch.put(store.handle(Family.META), TIME, bytes(now));
        batch.put(store.handle(Family.OUTCOMES), row, bytes(now));
        List<Row> over = store.scan(Family.OUTCOMES, row, samples -> over(samples, position, now));
        for (Row sample : over) {
            batch.delete(
                    store.handle(Family.OUTCOMES),
                    StoreKeys.at(StoreKeys.TIME_AT, sample.position));
        }
        return over.isEmpty() ? 0 : over.getLast().position;
    }

    private static List<Row> over(RocksIterator samples, long position, LogTime now) {
        List<Row> over = new ArrayList<>();
        samples.seek(StoreKeys.at(StoreKeys.TIME_AT, 0));
        while (samples.isValid() && over.size() < DROPPED_MAX) {
            Row sample = row(samples);
            if (!OutcomeAge.isOver(sample.position, time(sample.value), position, now)) {
                break;
            }
            over.add(sample);
            samples.next();
        }
        return over;
    }

    /// Removes rows of outcomes before `from`, the oldest first.
    private void drop(WriteBatch batch, long from) throws RocksDBException {
        long kept = number(KEPT_FROM);
        long to = Math.min(from, kept + DROPPED_MAX);
        if (to <= kept) {
            return;
        }
        drop(batch, StoreKeys.OUTCOME_AT, kept, to);
        drop(batch, StoreKeys.WITHDRAWN_AT, kept, to);
        batch.put(store.handle(Family.META), KEPT_FROM, bytes(to));
    }

    private void drop(WriteBatch batch, byte kind, long from, long to) throws RocksDBException {
        for (Row row : rows(kind, from, to)) {
            batch.delete(store.handle(Family.OUTCOMES), StoreKeys.at(kind, row.position));
            byte[] way = StoreKeys.outcomeOf(eventOf(kind, row.value));
            // The way may lead to the outcome of a later event of the same id.
            Optional<byte[]> at = store.get(Family.OUTCOMES, way);
            if (at.isPresent() && ByteBuffer.wrap(at.get()).getLong() == row.position) {
                batch.delete(store.handle(Family.OUTCOMES), way);
            }
        }
    }

    private static EventId eventOf(byte kind, byte[] value) {
        return kind == StoreKeys.OUTCOME_AT
                ? Rows.OUTCOME.decode(value).eventId()
                : new EventId(Uuids.fromBytes(value, 0));
    }

    /// A row whose key is a kind and a position.
    private record Row(long position, byte[] value) {}

    private static Row row(RocksIterator found) {
        return new Row(ByteBuffer.wrap(found.key()).getLong(1), found.value());
    }

    /// The rows of a kind at positions from `from` to before `to`.
    private List<Row> rows(byte kind, long from, long to) {
        byte[] first = StoreKeys.at(kind, from);
        return store.scan(Family.OUTCOMES, StoreKeys.at(kind, to), found -> all(found, first));
    }

    private static List<Row> all(RocksIterator found, byte[] first) {
        List<Row> rows = new ArrayList<>();
        for (found.seek(first); found.isValid(); found.next()) {
            rows.add(row(found));
        }
        return rows;
    }

    private Optional<LogTime> time() {
        return store.get(Family.META, TIME).map(OutcomeRows::time);
    }

    private static LogTime time(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new LogTime(buffer.getLong(), buffer.getLong());
    }

    private static byte[] bytes(LogTime time) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(time.latestMillis())
                .putLong(time.elapsedMillis())
                .array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private long number(byte[] name) {
        return store.get(Family.META, name).map(row -> ByteBuffer.wrap(row).getLong()).orElse(0L);
    }
}
