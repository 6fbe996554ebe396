@NullMarked
package io.cairn.blobs.heal;

import org.jspecify.annotations.NullMarked;
