/// What lives here: a client of a server's HTTP interface, for commands. What comes in and goes
/// out: requests, signed with a key, and the bodies of their answers. What it must not know:
/// anything of a server but its address and a key.
@NullMarked
package io.cairn.cli.client;

import org.jspecify.annotations.NullMarked;
