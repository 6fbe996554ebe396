/// What lives here: the command line: commands, options, exit codes and what is printed. What comes
/// in and goes out: arguments and environment variables; lines on stdout and stderr, an exit code.
/// What it must not know: how a node does its work.
@NullMarked
package io.cairn.cli;

import org.jspecify.annotations.NullMarked;
