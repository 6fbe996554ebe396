/// What lives here: the checksums of the S3 protocol: computing them, and reading them from
/// headers. What comes in and goes out: bytes; digests and `Checksum` records. What it must not
/// know: how a body is framed or signed, or what is stored.
@NullMarked
package io.cairn.api.checksum;

import org.jspecify.annotations.NullMarked;
