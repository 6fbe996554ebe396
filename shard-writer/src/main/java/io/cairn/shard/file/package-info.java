/// What lives here: the shard store that keeps each shard in a file of its own, and the format of
/// that file (docs/formats/shard.md). What comes in and goes out: the shard store's contract above,
/// a disk below. What it must not know: which drive this is, erasure coding, Kafka.
@NullMarked
package io.cairn.shard.file;

import org.jspecify.annotations.NullMarked;
