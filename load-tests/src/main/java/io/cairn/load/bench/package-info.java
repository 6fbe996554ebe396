/// What lives here: JMH benchmarks of parts by themselves: arithmetic, and the shard store of one
/// drive. What comes in and goes out: parameters of JMH; scores. What it must not know: servers and
/// the network, or anything but the public doors of what it measures.
@NullMarked
package io.cairn.load.bench;

import org.jspecify.annotations.NullMarked;
