package io.cairn.shard.bug;

import java.util.List;

class BugsTest extends BugsContract {
    BugsTest() {
        super(
                "shard-writer",
                List.of(
                        new Model(
                                "segment",
                                "io.cairn.shard.segment.PackedHistory",
                                Long.getLong("cairn.packed.histories", 2_000)),
                        new Model(
                                "file",
                                "io.cairn.shard.file.ShardHistory",
                                Long.getLong("cairn.shard.histories", 400))));
    }
}
