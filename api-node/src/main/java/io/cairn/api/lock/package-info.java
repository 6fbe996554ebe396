/// What lives here: object lock: the configuration of a bucket, the retention and legal hold of a
/// version, and the headers that lock a new object. What comes in and goes out: routes, and the
/// attributes that headers ask for. What it must not know: how content is stored, or when the log
/// takes a lock for ended.
@NullMarked
package io.cairn.api.lock;

import org.jspecify.annotations.NullMarked;
