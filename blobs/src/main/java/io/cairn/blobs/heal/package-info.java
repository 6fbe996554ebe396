/// What lives here: healing: what is to be healed and in which order, how fast, and how the
/// namespace learns of it. What comes in and goes out: hints of damage; events that say where
/// shards were made again. What it must not know: how shards are read, made and placed, Kafka,
/// HTTP.
@NullMarked
package io.cairn.blobs.heal;

import org.jspecify.annotations.NullMarked;
