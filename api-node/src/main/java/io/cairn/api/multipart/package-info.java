/// What lives here: the operations on multipart uploads and their parts. What comes in and goes
/// out: S3 requests and responses. What it must not know: which parts make a valid object, and what
/// its ETag is: the fold decides that.
@NullMarked
package io.cairn.api.multipart;

import org.jspecify.annotations.NullMarked;
