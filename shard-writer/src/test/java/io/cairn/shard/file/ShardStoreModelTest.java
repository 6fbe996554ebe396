package io.cairn.shard.file;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Random histories with crashes, against a map. Replay one with `-Dcairn.shard.seed=SEED
/// -Dtest=ShardStoreModelTest`.
class ShardStoreModelTest {
    private static final long HISTORIES = Long.getLong("cairn.shard.histories", 400);

    @Test
    void store_underRandomHistories_equalsTheModel() throws IOException {
        Long only = Long.getLong("cairn.shard.seed");
        if (only != null) {
            new ShardHistory(only).run();
            return;
        }
        for (long seed = 1; seed <= HISTORIES; seed++) {
            new ShardHistory(seed).run();
        }
    }
}
