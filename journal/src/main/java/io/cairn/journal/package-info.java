/// What lives here: the journal, a copy of the log on drives that do not hold the broker: its
/// format, its writing and reading. What comes in and goes out: records of topics in batches; how
/// far each partition is durable, and the records again. What it must not know: Kafka's clients,
/// and what the records mean.
@NullMarked
package io.cairn.journal;

import org.jspecify.annotations.NullMarked;
