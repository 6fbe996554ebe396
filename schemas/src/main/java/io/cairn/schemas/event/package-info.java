/// What lives here: the events of the namespace log, the rows the fold keeps, and their Avro form.
/// What comes in and goes out: immutable records, and bytes in the Confluent wire format. What it
/// must not know: topics, stores, HTTP, or which event wins.
@NullMarked
package io.cairn.schemas.event;

import org.jspecify.annotations.NullMarked;
