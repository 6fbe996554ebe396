/// What lives here: the HTTP/1.1 server of every node, and all that is known of Undertow. What
/// comes in and goes out: requests and responses as small interfaces, handled by blocking code on
/// virtual threads. What it must not know: S3, authentication, or what a path means.
@NullMarked
package io.cairn.platform.http;

import org.jspecify.annotations.NullMarked;
