package io.cairn.api.auth;

/// What the signatures of a body's chunks are made with. Each covers the one before it; the first
/// covers the signature of the request, `seed`.
public record ChunkSigning(SigningKey key, String timestamp, String scope, String seed) {
    private static final String CHUNK = "AWS4-HMAC-SHA256-PAYLOAD\n";
    private static final String TRAILER = "AWS4-HMAC-SHA256-TRAILER\n";
    private static final String EMPTY_HASH =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// The signature of a chunk whose content has this SHA-256.
    public String chunk(String previous, String sha256Hex) {
        return key.sign(CHUNK + head(previous) + EMPTY_HASH + '\n' + sha256Hex);
    }

    /// The signature of trailers whose canonical form has this SHA-256.
    public String trailer(String previous, String sha256Hex) {
        return key.sign(TRAILER + head(previous) + sha256Hex);
    }

    private String head(String previous) {
        return timestamp + '\n' + scope + '\n' + previous + '\n';
    }
}
