/// What lives here: the listings of a bucket's objects, in all their versions. What comes in and
/// goes out: S3 requests and responses. What it must not know: how rows are found or rolled up.
@NullMarked
package io.cairn.api.listing;

import org.jspecify.annotations.NullMarked;
