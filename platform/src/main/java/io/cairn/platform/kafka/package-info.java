/// What lives here: how this project talks to Kafka: connection settings, topic names and their
/// configuration. What comes in and goes out: settings for Kafka's own clients, and topics that are
/// as they should be. What it must not know: what the records mean, the fold, or S3.
@NullMarked
package io.cairn.platform.kafka;

import org.jspecify.annotations.NullMarked;
