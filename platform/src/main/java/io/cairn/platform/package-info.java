/// What lives here: argument checks, background threads and the small types that every node shares.
/// What comes in and goes out: plain values; nothing here performs I/O. What it must not know:
/// Kafka, Undertow, disks, or the S3 protocol.
@NullMarked
package io.cairn.platform;

import org.jspecify.annotations.NullMarked;
