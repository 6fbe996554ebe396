/// What lives here: the composition root of `cairn server`: everything in one process, wired by
/// constructors. What comes in and goes out: a configuration; a running server with its addresses.
/// What it must not know: options' names, or what any of its parts does inside.
@NullMarked
package io.cairn.cli.server;

import org.jspecify.annotations.NullMarked;
