/// Deliberate bugs, as patches of the sources, that the models must find.
@NullMarked
package io.cairn.shard.bug;

import org.jspecify.annotations.NullMarked;
