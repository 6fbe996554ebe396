/// What lives here: the Kafka client of the drives: what brings them reclaim records. What comes in
/// and goes out: records of the `reclaim` topic, from where the drives stopped. What it must not
/// know: Avro, and how a shard is deleted.
@NullMarked
package io.cairn.shard.kafka;

import org.jspecify.annotations.NullMarked;
