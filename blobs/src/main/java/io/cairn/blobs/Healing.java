package io.cairn.blobs;

import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import java.io.IOException;
import java.util.List;

/// Looks at all shards of a blob and makes those again that are missing or bad. Safe for use by
/// many threads; blocks its caller, who must not be one that clients wait for.
public interface Healing {
    /// Reads every shard of the blob whole. Those that are missing, bad or on drives that are not
    /// here are made again out of k good ones, stripe by stripe, as new generations: on the drive
    /// where they were if it takes shards, else on another that holds none of the blob. New shards
    /// are durable and were read back when this returns. No row knows them yet: the caller names
    /// them in an event, or lets them go with [#discard].
    Result heal(Blob blob, BlobStore.Owner owner) throws IOException;

    /// Removes new shards that no event has named and none will; does not wait for that.
    void discard(Blob blob, List<ShardPlace> after);

    /// How fast shards may be read and written.
    interface Pace {
        /// Waits until `bytes` more may be read or written. Throws InterruptedIOException when the
        /// caller is to stop.
        void spend(long bytes) throws IOException;
    }

    /// What became of the shards.
    sealed interface Result {
        /// All are there and good.
        record Whole() implements Result {}

        /// `shards` of them lie elsewhere now: `after` is where all are. `rest` says in words what
        /// is still to be healed; it is empty if nothing is.
        record Rebuilt(List<ShardPlace> after, int shards, long bytes, String rest)
                implements Result {
            public Rebuilt {
                after = List.copyOf(after);
            }
        }

        /// Nothing can be done now: a drive does not answer, or none has room.
        record NotNow(String reason) implements Result {}

        /// Fewer than k shards can be read.
        record TooFew(String reason) implements Result {}
    }
}
