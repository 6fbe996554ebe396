/// What lives here: reading and writing the XML of the S3 protocol, and checking what is read. What
/// comes in and goes out: bytes, and elements as small trees; text that XML 1.0 cannot hold is
/// written as S3 writes it. What it must not know: which operation a document belongs to, or HTTP.
@NullMarked
package io.cairn.api.xml;

import org.jspecify.annotations.NullMarked;
