package io.cairn.blobs;

import io.cairn.schemas.event.Blob;
import java.util.List;

/// Hears of shards that are missing or bad and have to be made again. Called on request threads;
/// must not block for long nor throw.
public interface DamageListener {
    /// The shards of `blob` with these indexes are missing or bad. A hint: look before acting.
    void damaged(Blob blob, BlobStore.Owner owner, List<Integer> shards, String reason);
}
