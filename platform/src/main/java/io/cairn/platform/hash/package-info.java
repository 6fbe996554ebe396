/// What lives here: hash functions that the JDK lacks. What comes in and goes out: bytes in pieces;
/// digests. What it must not know: who wants a hash, and what for.
@NullMarked
package io.cairn.platform.hash;

import org.jspecify.annotations.NullMarked;
