@NullMarked
package io.cairn.platform.http;

import org.jspecify.annotations.NullMarked;
