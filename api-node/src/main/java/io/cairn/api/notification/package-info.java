/// What lives here: how a bucket's notifications are shown and set. What comes in and goes out:
/// routes, and rules for those who tell. What it must not know: how a message is written or sent.
@NullMarked
package io.cairn.api.notification;

import org.jspecify.annotations.NullMarked;
