package io.cairn.api.content;

import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Optional;

/// Which bytes of a version are wanted. `partial` if the client asked for a range or a part.
/// `checksum` is the stored checksum of exactly these bytes, if there is one.
public record Selection(long offset, long length, boolean partial, Optional<Checksum> checksum) {
    /// A range. No checksum is stored for it.
    public Selection(long offset, long length, boolean partial) {
        this(offset, length, partial, Optional.empty());
    }

    /// All of a version.
    public static Selection whole(ObjectVersion version) {
        return new Selection(0, version.size(), false, version.checksum());
    }
}
