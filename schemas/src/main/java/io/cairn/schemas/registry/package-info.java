/// What lives here: the client of a Confluent-compatible schema registry, and the wire format that
/// names its ids. What comes in and goes out: Avro schemas and ids over HTTP; records as bytes
/// (byte 0, id, Avro body). What it must not know: topics' contents, stores, or whose registry it
/// talks to.
@NullMarked
package io.cairn.schemas.registry;

import org.jspecify.annotations.NullMarked;
