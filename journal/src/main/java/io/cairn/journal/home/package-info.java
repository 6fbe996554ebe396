/// What lives here: the broker's log on its one drive: whether it is there and whole, and the space
/// that is kept for it. What comes in and goes out: the directory of the log; what is refused
/// because of its drive. What it must not know: Kafka's clients, and what a journal holds.
@NullMarked
package io.cairn.journal.home;

import org.jspecify.annotations.NullMarked;
