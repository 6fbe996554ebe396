/// What lives here: the folded state of one partition on RocksDB: rows, outcomes, position, and the
/// queries over them. What comes in and goes out: log records with their offsets; outcomes, records
/// to forward, and pages of rows. What it must not know: Kafka Streams, topics' names, or S3's wire
/// forms.
@NullMarked
package io.cairn.metadata.store;

import org.jspecify.annotations.NullMarked;
