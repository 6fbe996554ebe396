package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import java.util.List;
import java.util.Optional;

/// An erasure-coded run of bytes: `length` content bytes in stripes of `stripeBytes`, each cut into
/// `dataShards` + `parityShards` shards. `shards` holds the data shards in order, then the parity.
/// `seal` is there if the bytes are encrypted.
public record Blob(
        BlobId id,
        int stripeBytes,
        int dataShards,
        int parityShards,
        long length,
        List<ShardPlace> shards,
        Optional<Seal> seal) {
    public Blob {
        shards = List.copyOf(shards);
        if (dataShards < 1
                || parityShards < 0
                || shards.size() != dataShards + parityShards
                || stripeBytes < 1
                || length < 0) {
            throw new IllegalArgumentException(
                    "blob "
                            + id
                            + " of "
                            + length
                            + " bytes with "
                            + dataShards
                            + "+"
                            + parityShards
                            + " in "
                            + shards.size()
                            + " places");
        }
    }

    /// A blob whose bytes are stored as they came.
    public Blob(
            BlobId id,
            int stripeBytes,
            int dataShards,
            int parityShards,
            long length,
            List<ShardPlace> shards) {
        this(id, stripeBytes, dataShards, parityShards, length, shards, Optional.empty());
    }

    /// Whether this blob has the shard, in this generation. A shard that was given up as missing is
    /// not one of its own, though its file may have appeared later.
    public boolean names(ShardRef shard) {
        if (!shard.blob().equals(id) || shard.index() >= shards.size()) {
            return false;
        }
        ShardPlace place = shards.get(shard.index());
        return !place.missing() && place.generation() == shard.generation();
    }

    /// The same blob with its shards in other places.
    public Blob at(List<ShardPlace> places) {
        return new Blob(id, stripeBytes, dataShards, parityShards, length, places, seal);
    }
}
