/// What lives here: the Kafka clients of the journals: what has the log written to them, and what
/// makes it again from them. What comes in and goes out: records of the log, either way; up to
/// where they are durable. What it must not know: Avro, what records mean, and how a journal is
/// laid out.
@NullMarked
package io.cairn.journal.kafka;

import org.jspecify.annotations.NullMarked;
