/// What lives here: the shard store that packs small shards into append-only segments with group
/// commit, its recovery and compaction, and the format of segments (docs/formats/segment.md). What
/// comes in and goes out: the shard store's contract above; a disk and an index below; large shards
/// go to the store of files. What it must not know: which drives there are, erasure coding, Kafka.
@NullMarked
package io.cairn.shard.segment;

import org.jspecify.annotations.NullMarked;
