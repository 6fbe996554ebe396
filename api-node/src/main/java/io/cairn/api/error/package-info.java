/// What lives here: the errors of the S3 protocol, their codes, statuses and documents. What comes
/// in and goes out: an exception that names an error; the XML that answers it. What it must not
/// know: which operation failed, or why.
@NullMarked
package io.cairn.api.error;

import org.jspecify.annotations.NullMarked;
