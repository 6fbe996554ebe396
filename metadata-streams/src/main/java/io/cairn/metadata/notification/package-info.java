/// What lives here: who is told of which changes of a bucket, and in which words: rules, the names
/// of events, and the messages. What comes in and goes out: documents, changes of the log, and
/// bytes. What it must not know: Kafka, or how a message reaches its destination.
@NullMarked
package io.cairn.metadata.notification;

import org.jspecify.annotations.NullMarked;
