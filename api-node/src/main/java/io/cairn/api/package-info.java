/// What lives here: the S3 node: its configuration, and how its parts are put together. What comes
/// in and goes out: the doors to metadata, content and credentials; a port that speaks S3. What it
/// must not know: what stands behind those doors, or how the protocol works.
@NullMarked
package io.cairn.api;

import org.jspecify.annotations.NullMarked;
