/// What lives here: the namespace for its callers: appending events to the log, waiting for their
/// outcomes, and strong reads of the folded state. What comes in and goes out: events to the log;
/// outcomes and rows for callers. What it must not know: the rules of the fold, the rows' bytes,
/// Kafka Streams, or S3's wire forms.
@NullMarked
package io.cairn.metadata.client;

import org.jspecify.annotations.NullMarked;
