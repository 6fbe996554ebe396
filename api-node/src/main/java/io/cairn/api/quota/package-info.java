/// What lives here: how much a bucket may hold and holds, as an administrator sets and sees it.
/// What comes in and goes out: routes. What it must not know: how usage is counted, or who is
/// refused.
@NullMarked
package io.cairn.api.quota;

import org.jspecify.annotations.NullMarked;
