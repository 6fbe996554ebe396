/// What lives here: when shards go: those the fold let go of, once nobody can be reading them, and
/// those that a crash left without an owner. What comes in and goes out: reclaim records, running
/// reads, the question whether a blob is referred to; deletions. What it must not know: how records
/// arrive, how a drive stores a shard, the fold.
@NullMarked
package io.cairn.shard.reclaim;

import org.jspecify.annotations.NullMarked;
