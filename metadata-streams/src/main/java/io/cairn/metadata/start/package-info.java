/// What lives here: the start of a metadata node: topics are made, stores are opened and compared
/// with the log, committed offsets are corrected, then the topology runs. What comes in and goes
/// out: a configuration and a connection to Kafka; a running [MetadataNode]. What it must not know:
/// the rules of the fold, the rows' bytes, or S3.
@NullMarked
package io.cairn.metadata.start;

import org.jspecify.annotations.NullMarked;
