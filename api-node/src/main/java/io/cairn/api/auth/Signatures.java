package io.cairn.api.auth;

import io.cairn.api.request.Region;

/// Which signatures a server accepts: those of its region. If `versionTwo`, it also accepts
/// signatures of version 2, which name no region.
public record Signatures(Region region, boolean versionTwo) {
    /// The default of a server that is not configured.
    public static final Signatures DEFAULT = new Signatures(Region.ANY, true);
}
