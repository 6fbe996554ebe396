package io.cairn.api.request;

import java.util.Optional;
import java.util.regex.Pattern;

/// The region of a server. One that is told none (`only` is empty) takes every region that clients
/// name, and calls its own S3's first one.
public record Region(Optional<String> only) {
    /// S3's first region: that of a server or client that is told none.
    public static final String FIRST = "us-east-1";

    /// The region of a server that takes every region.
    public static final Region ANY = new Region(Optional.empty());

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public Region {
        only.ifPresent(Region::requireForm);
    }

    /// The one region of a server. Throws IllegalArgumentException if it is no name.
    public static Region of(String name) {
        return new Region(Optional.of(name));
    }

    /// What the server's own region is called.
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
