/// What lives here: systematic Reed-Solomon coding over GF(2^8), as a scalar twin, a kernel on the
/// Vector API and one on ISA-L. What comes in and goes out: byte arrays that hold a stripe, and the
/// numbers of its units. What it must not know: blobs, drives, files, threads: this is pure
/// arithmetic.
@NullMarked
package io.cairn.erasure;

import org.jspecify.annotations.NullMarked;
