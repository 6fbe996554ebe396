/// What lives here: tags of objects and buckets, and the operations on them. What comes in and goes
/// out: documents and headers with tags; requests and responses of S3. What it must not know: what
/// an object holds, and what tags mean to anybody.
@NullMarked
package io.cairn.api.tagging;

import org.jspecify.annotations.NullMarked;
