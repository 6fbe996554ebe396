/// What lives here: the Kafka clients of the drives: what brings reclaim records, what has the log
/// written to journals, and what makes it again from them. What comes in and goes out: records of
/// the `reclaim` topic, from where the drives stopped; records of the log, either way. What it must
/// not know: Avro, how a shard is deleted, and how a journal is laid out.
@NullMarked
package io.cairn.shard.kafka;

import org.jspecify.annotations.NullMarked;
