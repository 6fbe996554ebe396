package io.cairn.blobs.heal;

import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.Event;
import java.util.Optional;

/// The rows that name blobs: what healing and the scrub ask of the namespace. Every read is strong.
/// Every method throws [RowsUnavailableException] while the rows cannot be read or changed. Safe
/// for use by many threads; blocks its caller.
public interface BlobRows {
    /// The row that holds the blob of a hint; empty if none does any more.
    Optional<HeldBlob> find(Damage damage);

    /// Begins a write to `bucket`: its event and the shards that it brings bear this base. To be
    /// called before the first of them is written, and closed when the outcome is known; until then
    /// no fence rejects the event.
    Write begin(String bucket);

    /// Appends the event and waits for its outcome, which is durable when this returns; whether the
    /// event was accepted. After a [RowsUnavailableException] it did not and will not happen; after
    /// a [RowsOutcomeUnknownException], or any other exception, that is not known.
    boolean append(Event event);

    /// Raises a fence in every partition: shards with a base below the floors that no row names by
    /// now will never be named. The fences are folded and durable when this returns. After a
    /// [RowsOutcomeUnknownException] some of them may be raised, which does no harm.
    Floors fence();

    /// A running write.
    interface Write extends AutoCloseable {
        /// The position of the last event of its partition when it began, -1 if there was none.
        long base();

        /// Idempotent.
        @Override
        void close();
    }

    /// The floors of all partitions.
    @FunctionalInterface
    interface Floors {
        /// The floor of the partition of `bucket`.
        long of(String bucket);
    }
}
