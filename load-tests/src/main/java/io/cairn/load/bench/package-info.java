/// What lives here: benchmarks of parts by themselves, by JMH or in turns with what they are held
/// against: arithmetic, and the shard store of one drive. What comes in and goes out: parameters;
/// scores. What it must not know: servers and the network, or anything but the public doors of what
/// it measures.
@NullMarked
package io.cairn.load.bench;

import org.jspecify.annotations.NullMarked;
