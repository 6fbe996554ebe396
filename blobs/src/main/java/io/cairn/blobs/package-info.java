/// What lives here: blobs: cutting content into stripes, encoding, placing and writing shards, and
/// back. What comes in and goes out: streams of content bytes; `Blob` records that say where the
/// shards lie. What it must not know: S3's wire forms, Kafka, or how a drive stores a shard.
@NullMarked
package io.cairn.blobs;

import org.jspecify.annotations.NullMarked;
