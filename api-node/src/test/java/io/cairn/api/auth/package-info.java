@NullMarked
package io.cairn.api.auth;

import org.jspecify.annotations.NullMarked;
