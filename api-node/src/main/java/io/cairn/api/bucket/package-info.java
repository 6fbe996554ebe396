/// What lives here: the operations on buckets, and the answers about features that no bucket has
/// configured. What comes in and goes out: S3 requests and responses. What it must not know:
/// objects and their content.
@NullMarked
package io.cairn.api.bucket;

import org.jspecify.annotations.NullMarked;
