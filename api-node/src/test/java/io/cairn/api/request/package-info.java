@NullMarked
package io.cairn.api.request;

import org.jspecify.annotations.NullMarked;
