@NullMarked
package io.cairn.platform.file;

import org.jspecify.annotations.NullMarked;
