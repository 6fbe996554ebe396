/// What lives here: the Kafka broker that runs inside the server, and who may do what on it. What
/// comes in and goes out: a directory and addresses; a connection for the server's own clients.
/// What it must not know: what the topics mean, the fold, or S3.
@NullMarked
package io.cairn.cli.kafka;

import org.jspecify.annotations.NullMarked;
