/// What lives here: the fold on Kafka: appending events, the Streams topology, and the namespace
/// over both. What comes in and goes out: events to the log, records from it; outcomes and strong
/// reads for callers. What it must not know: the rules of the fold, the rows' bytes, or S3's wire
/// forms.
@NullMarked
package io.cairn.metadata.kafka;

import org.jspecify.annotations.NullMarked;
