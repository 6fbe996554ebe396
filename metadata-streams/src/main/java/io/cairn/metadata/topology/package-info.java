/// What lives here: the fold as a Kafka Streams topology: records in, the fold's stores beside it,
/// emissions out; what happens when its thread fails, and the upkeep of its stores. What comes in
/// and goes out: records of `namespace`; records of `changes`, `buckets` and `reclaim`. What it
/// must not know: the rules of the fold, the rows' bytes, or S3.
@NullMarked
package io.cairn.metadata.topology;

import org.jspecify.annotations.NullMarked;
