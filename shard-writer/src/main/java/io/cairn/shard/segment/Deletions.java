package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Shards that were deleted and whose tombstones are not durable yet: nobody sees them any more.
/// Safe for use by many threads.
final class Deletions {
    private enum State {
        WAITING,
        FAILED
    }

    private final Map<ShardRef, State> pending = new ConcurrentHashMap<>();

    /// Whether the shard is being deleted.
    boolean contains(ShardRef shard) {
        return pending.containsKey(shard);
    }

    /// Notes a deletion that begins; false if it has begun before.
    boolean begin(ShardRef shard) {
        return pending.putIfAbsent(shard, State.WAITING) == null;
    }

    /// Its tombstone is durable, and the index knows.
    void done(ShardRef shard) {
        pending.remove(shard);
    }

    /// Its tombstone could not be made durable.
    void failed(ShardRef shard) {
        pending.put(shard, State.FAILED);
    }

    /// Those that failed, which count as waiting from now on.
    List<ShardRef> retry() {
        List<ShardRef> again = new ArrayList<>();
        for (ShardRef shard : pending.keySet()) {
            if (pending.replace(shard, State.FAILED, State.WAITING)) {
                again.add(shard);
            }
        }
        return again;
    }

    /// Whether any failed.
    boolean anyFailed() {
        return pending.containsValue(State.FAILED);
    }
}
