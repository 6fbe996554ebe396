@NullMarked
package io.cairn.api.payload;

import org.jspecify.annotations.NullMarked;
