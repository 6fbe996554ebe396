/// What lives here: the command line of `cairn-load`, the suite of loads with the figures hoped
/// for, and reports as tables and JSON. What comes in and goes out: arguments and environment
/// variables; reports on stdout. What it must not know: how a request is made or timed, or anything
/// of the server but S3 over HTTP.
@NullMarked
package io.cairn.load;

import org.jspecify.annotations.NullMarked;
