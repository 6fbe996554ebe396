@NullMarked
package io.cairn.api.object;

import org.jspecify.annotations.NullMarked;
