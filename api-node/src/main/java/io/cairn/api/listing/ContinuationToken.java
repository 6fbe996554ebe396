package io.cairn.api.listing;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The opaque token that continues a listing: a format version, then the marker after which the
/// listing goes on.
public final class ContinuationToken {
    private static final String VERSION = "1";

    private ContinuationToken() {}

    /// The token that continues after `marker`.
    public static String encode(String marker) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((VERSION + marker).getBytes(StandardCharsets.UTF_8));
    }

    /// The marker in a token. Throws InvalidArgument for text that is no token.
    public static String decode(String token) {
        String text = new String(bytes(token), StandardCharsets.UTF_8);
        if (!text.startsWith(VERSION)) {
            throw incorrect();
        }
        return text.substring(VERSION.length());
    }

    private static byte[] bytes(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (
                IllegalArgumentException e) { // What the decoder throws for text that is no Base64.
            throw incorrect();
        }
    }

    private static S3Exception incorrect() {
        return S3Error.InvalidArgument.exception("The continuation token provided is incorrect")
                .with("ArgumentName", "continuation-token");
    }
}
