/// What lives here: who sends a request, proved by a signature of version 4 or 2 in a header or in
/// the query. What comes in and goes out: requests as they came over the wire; an identity, and how
/// the body is signed. What it must not know: what the request asks for, or whether it is allowed.
@NullMarked
package io.cairn.api.auth;

import org.jspecify.annotations.NullMarked;
