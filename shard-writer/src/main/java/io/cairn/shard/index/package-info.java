/// What lives here: ordered rows of one drive that may be lost and made again, and their form on
/// RocksDB. What comes in and goes out: rows by key, atomic changes, flushes. What it must not
/// know: what the rows mean, segments, shards.
@NullMarked
package io.cairn.shard.index;

import org.jspecify.annotations.NullMarked;
