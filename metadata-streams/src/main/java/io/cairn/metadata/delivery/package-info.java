/// What lives here: how messages about changes get to the topics of subscribers, exactly once. What
/// comes in and goes out: records of `changes` and of `namespace`; records of the subscribers'
/// topics. What it must not know: the fold and its rows, what a message says, or S3.
@NullMarked
package io.cairn.metadata.delivery;

import org.jspecify.annotations.NullMarked;
