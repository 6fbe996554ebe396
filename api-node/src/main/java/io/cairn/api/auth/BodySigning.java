package io.cairn.api.auth;

import io.cairn.api.error.S3Error;
import java.util.HexFormat;
import java.util.Optional;

/// How the body of a request is signed: what `x-amz-content-sha256` says.
public sealed interface BodySigning {
    /// The length of a SHA-256 in hex.
    int HASH_CHARS = 64;

    /// What begins every form of `aws-chunked` framing.
    String STREAMING = "STREAMING-";

    /// The body is not signed.
    record Unsigned() implements BodySigning {}

    /// The body has this SHA-256.
    record Hashed(String sha256Hex) implements BodySigning {}

    /// The body is framed as `aws-chunked`; every chunk is signed if there is `signing`, and
    /// checksums follow the last one if `trailer`.
    record Chunked(Optional<ChunkSigning> signing, boolean trailer) implements BodySigning {}

    /// Reads the header's value. `signing` is what a chain of chunk signatures begins with.
    static BodySigning parse(String value, ChunkSigning signing) {
        return switch (value) {
            case "UNSIGNED-PAYLOAD" -> new Unsigned();
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(Optional.of(signing), false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
                    new Chunked(Optional.of(signing), true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(Optional.empty(), true);
            default -> hashed(value);
        };
    }

    /// The same where no chain of signatures can begin, since the request has one of version 2.
    static BodySigning parseUnchained(String value) {
        return switch (value) {
            case "UNSIGNED-PAYLOAD" -> new Unsigned();
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(Optional.empty(), true);
            default -> hashed(value);
        };
    }

    private static BodySigning hashed(String value) {
        if (value.startsWith(STREAMING)) {
            throw S3Error.NotImplemented.exception("x-amz-content-sha256: " + value);
        }
        if (value.length() != HASH_CHARS || !value.chars().allMatch(HexFormat::isHexDigit)) {
            throw S3Error.InvalidArgument.exception(
                            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                                    + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                                    + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256"
                                    + " value.")
                    .with("ArgumentName", "x-amz-content-sha256")
                    .with("ArgumentValue", value);
        }
        return new Hashed(value);
    }
}
