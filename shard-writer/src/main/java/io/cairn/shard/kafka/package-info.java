/// What lives here: the Kafka consumer that brings reclaim records. What comes in and goes out:
/// records of the `reclaim` topic; committed offsets once their shards are gone. What it must not
/// know: Avro, and how a shard is deleted.
@NullMarked
package io.cairn.shard.kafka;

import org.jspecify.annotations.NullMarked;
