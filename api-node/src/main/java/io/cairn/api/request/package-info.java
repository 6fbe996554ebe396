/// What lives here: what a request is about, read from its path, its query and its Host header.
/// What comes in and goes out: raw URI text; buckets, keys and parameters as decoded text. What it
/// must not know: who asks, which operation answers, or any state.
@NullMarked
package io.cairn.api.request;

import org.jspecify.annotations.NullMarked;
