@NullMarked
package io.cairn.platform.hash;

import org.jspecify.annotations.NullMarked;
