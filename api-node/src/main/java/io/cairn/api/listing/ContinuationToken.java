package io.cairn.api.listing;

import io.cairn.api.error.S3Error;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The opaque text by which a listing is continued: a version, then the marker it goes on after.
public final class ContinuationToken {
    private static final String VERSION = "1";

    private ContinuationToken() {}

    /// The token that continues after `marker`.
    public static String encode(String marker) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((VERSION + marker).getBytes(StandardCharsets.UTF_8));
    }

    /// The marker in a token. Throws InvalidArgument for what is none.
    public static String decode(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.startsWith(VERSION)) {
                return text.substring(VERSION.length());
            }
        } catch (IllegalArgumentException e) {
            throw incorrect();
        }
        throw incorrect();
    }

    private static RuntimeException incorrect() {
        return S3Error.InvalidArgument.exception("The continuation token provided is incorrect")
                .with("ArgumentName", "continuation-token");
    }
}
