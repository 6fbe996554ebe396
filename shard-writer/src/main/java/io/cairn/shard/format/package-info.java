/// What lives here: how the bytes of a shard look in any store: its header, and its blocks with
/// their checksums. What comes in and goes out: headers and blocks as objects; bytes of files and
/// segments. What it must not know: where in a store the bytes lie, drives, or Kafka.
@NullMarked
package io.cairn.shard.format;

import org.jspecify.annotations.NullMarked;
