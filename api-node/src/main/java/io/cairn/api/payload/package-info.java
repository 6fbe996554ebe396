/// What lives here: the bodies of requests: the `aws-chunked` framing, lengths, signatures and
/// checksums. What comes in and goes out: a raw body; content bytes that count only once `verify`
/// has returned. What it must not know: where content is kept, or which operation reads it.
@NullMarked
package io.cairn.api.payload;

import org.jspecify.annotations.NullMarked;
