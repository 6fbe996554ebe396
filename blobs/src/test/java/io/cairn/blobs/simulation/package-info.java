/// What lives here: a simulation of the log, its fold and the drives in one thread. What comes in
/// and goes out: a seed; a broken invariant, with the seed. What it must not know: threads, files,
/// clocks.
@NullMarked
package io.cairn.blobs.simulation;

import org.jspecify.annotations.NullMarked;
