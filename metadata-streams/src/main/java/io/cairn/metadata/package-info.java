/// What lives here: the door to the namespace: appending events and asking the folded state. What
/// comes in and goes out: events, outcomes, and pages of rows, all immutable records. What it must
/// not know: S3's wire forms, shards' bytes, or which process runs the fold.
@NullMarked
package io.cairn.metadata;

import org.jspecify.annotations.NullMarked;
