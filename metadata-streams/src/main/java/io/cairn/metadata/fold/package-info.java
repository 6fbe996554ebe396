/// What lives here: the rules by which the log decides: a pure function of state and event. What
/// comes in and goes out: a view of the state and one event; an outcome, mutations and records to
/// forward. What it must not know: stores, topics, clocks, configuration, or any I/O.
@NullMarked
package io.cairn.metadata.fold;

import org.jspecify.annotations.NullMarked;
