package io.cairn.api.content;

import io.cairn.schemas.event.ObjectVersion;

/// Which bytes of a version are wanted; `partial` if it is asked for as a part of the whole.
public record Selection(long offset, long length, boolean partial) {
    /// All of a version.
    public static Selection whole(ObjectVersion version) {
        return new Selection(0, version.size(), false);
    }
}
