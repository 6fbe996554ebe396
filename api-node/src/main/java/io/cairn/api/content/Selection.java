package io.cairn.api.content;

import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Optional;

/// Which bytes of a version are wanted; `partial` if it is asked for as a part of the whole.
/// `checksum` is that of these very bytes, if one was kept.
public record Selection(long offset, long length, boolean partial, Optional<Checksum> checksum) {
    /// A range, of which no checksum was kept.
    public Selection(long offset, long length, boolean partial) {
        this(offset, length, partial, Optional.empty());
    }

    /// All of a version.
    public static Selection whole(ObjectVersion version) {
        return new Selection(0, version.size(), false, version.checksum());
    }
}
