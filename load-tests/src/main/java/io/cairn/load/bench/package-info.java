/// What lives here: JMH benchmarks of the parts that are pure arithmetic. What comes in and goes
/// out: parameters of JMH; scores. What it must not know: servers and the network, or anything but
/// the public doors of what it measures.
@NullMarked
package io.cairn.load.bench;

import org.jspecify.annotations.NullMarked;
