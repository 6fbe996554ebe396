@NullMarked
package io.cairn.api.heal;

import org.jspecify.annotations.NullMarked;
