/// What lives here: the contract of a drive that keeps shards, and the values that pass through it.
/// What comes in and goes out: shard bytes with their identity; headers; typed refusals. What it
/// must not know: stripes and erasure coding, which blob a shard's reader wants, Kafka, HTTP.
@NullMarked
package io.cairn.shard;

import org.jspecify.annotations.NullMarked;
