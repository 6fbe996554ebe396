/// What lives here: the ids and names that all modules share, and their byte encodings. What comes
/// in and goes out: strings, UUIDs and byte arrays; no I/O. What it must not know: Kafka, HTTP,
/// disks, or how an event is decided.
@NullMarked
package io.cairn.schemas;

import org.jspecify.annotations.NullMarked;
