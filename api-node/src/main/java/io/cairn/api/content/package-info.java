/// What lives here: the content of objects, wherever it lies: in no blob, in one, or in those of
/// its parts; and copying it. What comes in and goes out: versions and ranges; streams of content
/// bytes. What it must not know: headers, XML, or which operation reads.
@NullMarked
package io.cairn.api.content;

import org.jspecify.annotations.NullMarked;
