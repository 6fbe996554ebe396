package io.cairn.api.auth;

import io.cairn.api.request.Region;

/// Which signatures a server takes: those for its region, and those of version 2 too if
/// `versionTwo`, which name no region.
public record Signatures(Region region, boolean versionTwo) {
    /// What a server takes if it is told nothing.
    public static final Signatures DEFAULT = new Signatures(Region.ANY, true);
}
