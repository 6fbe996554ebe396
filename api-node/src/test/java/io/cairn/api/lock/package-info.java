@NullMarked
package io.cairn.api.lock;

import org.jspecify.annotations.NullMarked;
