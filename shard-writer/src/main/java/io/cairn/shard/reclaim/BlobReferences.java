package io.cairn.shard.reclaim;

import io.cairn.shard.ShardHeader;

/// Knows which blobs objects and parts are made of.
public interface BlobReferences {
    /// Whether a manifest names this blob with this generation of this shard. Asked only while
    /// nothing that was begun before the start can still be named. Throws if it cannot tell.
    boolean refersTo(ShardHeader header);
}
