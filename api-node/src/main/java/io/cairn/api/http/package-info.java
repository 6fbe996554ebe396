/// What lives here: the way of a request through the node: admission, authentication, routing,
/// sending the answer or the error, health. What comes in and goes out: HTTP requests and
/// responses. What it must not know: what any single operation does.
@NullMarked
package io.cairn.api.http;

import org.jspecify.annotations.NullMarked;
