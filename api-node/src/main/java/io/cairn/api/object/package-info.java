/// What lives here: the operations on objects: put, get, head, copy, delete, attributes; and their
/// headers: metadata, conditions, ranges, copy sources. What comes in and goes out: S3 requests and
/// responses. What it must not know: how events are decided, or where shards lie.
@NullMarked
package io.cairn.api.object;

import org.jspecify.annotations.NullMarked;
