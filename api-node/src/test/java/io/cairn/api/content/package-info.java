@NullMarked
package io.cairn.api.content;

import org.jspecify.annotations.NullMarked;
