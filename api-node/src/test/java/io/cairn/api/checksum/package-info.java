@NullMarked
package io.cairn.api.checksum;

import org.jspecify.annotations.NullMarked;
