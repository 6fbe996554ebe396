package io.cairn.blobs.heal;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Healing;
import io.cairn.blobs.Healing.Result;
import io.cairn.schemas.EventId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import java.io.IOException;
import java.util.Optional;

/// Heals one blob: looks up the row that holds it, has its shards made again, and says so in an
/// event. If the row changed meanwhile the event is rejected, the fold lets the new shards go, and
/// the blob is looked up again.
///
/// Who removes new shards that do not become the truth: this class, as long as no event names them;
/// the fold, once one is in the log; a scrub or the next start's sweep, if nobody knows.
final class BlobHealer {
    private static final int ATTEMPTS_MAX = 3;
    private static final String PRINCIPAL = "cairn-healer";

    private final BlobRows rows;
    private final Healing healing;
    private final TimeOrderedIds ids;

    BlobHealer(BlobRows rows, Healing healing, TimeOrderedIds ids) {
        this.rows = rows;
        this.healing = healing;
        this.ids = ids;
    }

    /// What became of a blob.
    sealed interface Healed {
        /// No row holds it: it was deleted, or its event is still to come.
        record Gone() implements Healed {}

        /// All shards were good.
        record Whole() implements Healed {}

        /// Shards were made again; `rest` says what is left to do, if anything.
        record Done(int shards, long bytes, String rest) implements Healed {}

        /// It has to be tried again.
        record Later(String reason) implements Healed {}

        /// Shards were made again, but nobody can say whether the event that names them happened:
        /// they stay, and the blob is looked at again.
        record Unknown(String reason) implements Healed {}

        /// Too few shards are left.
        record Lost(String reason) implements Healed {}
    }

    /// The row that holds the blob of a hint.
    Optional<HeldBlob> find(Damage damage) {
        return rows.find(damage);
    }

    Healed heal(Damage damage) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            try (BlobRows.Write write = rows.begin(damage.bucket())) {
                Optional<Healed> healed = attempt(damage, write.base());
                if (healed.isPresent()) {
                    return healed.get();
                }
            }
        }
        return new Healed.Later("the object changes all the time");
    }

    /// What became of the blob; nothing if its row changed meanwhile.
    private Optional<Healed> attempt(Damage damage, long base) throws IOException {
        Optional<HeldBlob> held = find(damage);
        if (held.isEmpty()) {
            return Optional.of(new Healed.Gone());
        }
        EventId event = new EventId(ids.next());
        Result result = healing.heal(held.get().blob(), owner(held.get(), event, base));
        return switch (result) {
            case Result.Whole() -> Optional.of(new Healed.Whole());
            case Result.NotNow(String reason) -> Optional.of(new Healed.Later(reason));
            case Result.TooFew(String reason) ->
                    find(damage).equals(held)
                            ? Optional.of(new Healed.Lost(reason))
                            : Optional.empty();
            case Result.Rebuilt rebuilt -> relocated(held.get(), rebuilt, event, base);
        };
    }

    private static Healed done(Result.Rebuilt rebuilt) {
        return new Healed.Done(rebuilt.shards(), rebuilt.bytes(), rebuilt.rest());
    }

    private static BlobStore.Owner owner(HeldBlob held, EventId event, long base) {
        return new BlobStore.Owner(
                held.bucket().name(), held.bucket().id(), held.key(), event, base);
    }

    /// Says in an event where the new shards are; nothing if it was rejected.
    private Optional<Healed> relocated(
            HeldBlob held, Result.Rebuilt rebuilt, EventId id, long base) {
        ShardsRelocated moved =
                new ShardsRelocated(
                        held.key(),
                        held.sequence(),
                        held.upload(),
                        held.partNumber(),
                        held.blob().id(),
                        held.blob().shards(),
                        rebuilt.after());
        Event event =
                new Event(
                        id,
                        ids.clock().millis(),
                        held.bucket().name(),
                        Optional.of(held.bucket().id()),
                        base,
                        new Event.Origin(PRINCIPAL, id.toString(), ""),
                        moved);
        try {
            return rows.append(event) ? Optional.of(done(rebuilt)) : Optional.empty();
        } catch (RowsUnavailableException e) {
            healing.discard(held.blob(), rebuilt.after());
            throw e;
        } catch (RowsOutcomeUnknownException e) {
            return Optional.of(new Healed.Unknown(String.valueOf(e.getMessage())));
        }
    }
}
