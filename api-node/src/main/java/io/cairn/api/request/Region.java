package io.cairn.api.request;

import java.util.Optional;
import java.util.regex.Pattern;

/// The region of a server. A server without a configured region (`only` is empty) accepts every
/// region that clients name, and calls its own the first region of S3.
public record Region(Optional<String> only) {
    /// The first region of S3: the default of servers and clients.
    public static final String FIRST = "us-east-1";

    /// The region of a server that takes every region.
    public static final Region ANY = new Region(Optional.empty());

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public Region {
        only.ifPresent(Region::requireForm);
    }

    /// The one region of a server. Throws IllegalArgumentException for a name that no region can
    /// have.
    public static Region of(String name) {
        return new Region(Optional.of(name));
    }

    /// The name of the server's own region.
    public String name() {
        return only.orElse(FIRST);
    }

    /// Whether a client may name this region. Any name of a region may be shown in headers.
    public boolean takes(String region) {
        return only.map(region::equals).orElseGet(() -> FORM.matcher(region).matches());
    }

    private static void requireForm(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("region \"" + name + "\"");
        }
    }
}
