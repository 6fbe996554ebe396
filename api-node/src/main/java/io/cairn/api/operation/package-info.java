/// What lives here: what every S3 operation has in common: the request it gets, the response it
/// gives, and the store behind it. What comes in and goes out: decoded and authenticated requests;
/// responses that are not yet sent. What it must not know: any single operation, or how a response
/// goes over the wire.
@NullMarked
package io.cairn.api.operation;

import org.jspecify.annotations.NullMarked;
