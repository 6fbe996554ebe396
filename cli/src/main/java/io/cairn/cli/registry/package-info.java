/// What lives here: the embedded schema registry, which speaks Confluent's REST API and keeps its
/// state in `_schemas`. What comes in and goes out: HTTP requests with JSON; records in the form of
/// Confluent's own registry. What it must not know: what the schemas describe, the fold, or S3.
@NullMarked
package io.cairn.cli.registry;

import org.jspecify.annotations.NullMarked;
