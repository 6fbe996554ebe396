@NullMarked
package io.cairn.api.http;

import org.jspecify.annotations.NullMarked;
