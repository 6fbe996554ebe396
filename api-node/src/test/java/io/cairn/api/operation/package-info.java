@NullMarked
package io.cairn.api.operation;

import org.jspecify.annotations.NullMarked;
