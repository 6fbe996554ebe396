/// What lives here: the load under which the launcher has the JVM learn what a server runs, for its
/// class cache. What comes in and goes out: signed S3 requests over HTTP. What it must not know:
/// anything of a server but its address and a key.
@NullMarked
package io.cairn.cli.training;

import org.jspecify.annotations.NullMarked;
