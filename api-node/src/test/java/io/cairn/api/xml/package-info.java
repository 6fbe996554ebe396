@NullMarked
package io.cairn.api.xml;

import org.jspecify.annotations.NullMarked;
