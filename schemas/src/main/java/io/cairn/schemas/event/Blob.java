package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import java.util.List;

/// An erasure-coded run of bytes: `length` content bytes in stripes of `stripeBytes`, each cut into
/// `dataShards` + `parityShards` shards. `shards` holds the data shards in order, then the parity.
public record Blob(
        BlobId id,
        int stripeBytes,
        int dataShards,
        int parityShards,
        long length,
        List<ShardPlace> shards) {
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

    /// The same blob with its shards in other places.
    public Blob at(List<ShardPlace> places) {
        return new Blob(id, stripeBytes, dataShards, parityShards, length, places);
    }
}
