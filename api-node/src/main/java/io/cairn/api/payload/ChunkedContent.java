package io.cairn.api.payload;

import io.cairn.api.auth.BodySigning;
import io.cairn.api.auth.ChunkSigning;
import io.cairn.api.checksum.ChecksumHash;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The content of a body framed as `aws-chunked`:
///
/// ```
/// hex-length [;chunk-signature=hex] CR LF  content CR LF   (any number of times)
/// 0 [;chunk-signature=hex] CR LF  [name:value CR LF ...]  CR LF
/// ```
///
/// Content is handed out before the signature of its chunk is known to be right; a wrong one throws
/// when its chunk ends. So nothing may be kept before the end of the stream has been seen. All
/// after the last chunk is read to the end of the body and taken as lines, since clients differ in
/// how they end them. Not safe for use by many threads.
final class ChunkedContent extends InputStream {
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
    private static final int HEAD_BYTES_MAX = 512;
    private static final int TRAILER_BYTES_MAX = 16 * 1024;
    private static final int LENGTH_DIGITS_MAX = 15;
    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=.)");

    private final BodyBuffer body;
    private final boolean hasTrailer;
    private final @Nullable ChunkSigning signing;
    private final MessageDigest sha256 = ChecksumHash.digest("SHA-256");
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private String previousSignature;
    private String chunkSignature = "";
    private long chunkLeft;
    private boolean begun;
    private boolean ended;

    ChunkedContent(InputStream body, BodySigning.Chunked framing) {
        this.body = new BodyBuffer(body);
        this.hasTrailer = framing.trailer();
        this.signing = framing.signing().orElse(null);
        this.previousSignature = framing.signing().map(ChunkSigning::seed).orElse("");
    }

    /// The trailers by lower-case name; complete once the content has ended.
    Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (chunkLeft == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = body.read(bytes, offset, (int) Math.min(length, chunkLeft));
        if (read < 0) {
            throw S3Error.IncompleteBody.exception();
        }
        if (signing != null) {
            sha256.update(bytes, offset, read);
        }
        chunkLeft -= read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            endChunk();
        }
        begun = true;
        String head = body.line(HEAD_BYTES_MAX);
        int semicolon = head.indexOf(';');
        chunkLeft = length(semicolon < 0 ? head : head.substring(0, semicolon));
        chunkSignature = semicolon < 0 ? "" : signature(head.substring(semicolon + 1));
        if (chunkLeft == 0) {
            verifyChunk();
            readTrailers();
            ended = true;
        }
    }

    private void endChunk() throws IOException {
        if (!body.line(2).isEmpty()) {
            throw malformed();
        }
        verifyChunk();
    }

    private void verifyChunk() {
        ChunkSigning chain = signing;
        if (chain == null) {
            return;
        }
        String expected = chain.chunk(previousSignature, HexFormat.of().formatHex(sha256.digest()));
        requireEqual(expected, chunkSignature);
        previousSignature = expected;
    }

    private void readTrailers() throws IOException {
        String text = body.rest(TRAILER_BYTES_MAX);
        StringBuilder canonical = new StringBuilder();
        String signature = "";
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.isEmpty()) {
                continue;
            }
            int colon = stripped.indexOf(':');
            if (colon < 0 || !hasTrailer) {
                throw S3Error.MalformedTrailerError.exception();
            }
            String name = stripped.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = stripped.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                signature = value;
            } else {
                trailers.put(name, value);
                canonical.append(name).append(':').append(value).append('\n');
            }
        }
        ChunkSigning chain = signing;
        if (chain != null && hasTrailer) {
            byte[] bytes = canonical.toString().getBytes(StandardCharsets.UTF_8);
            String hash = HexFormat.of().formatHex(sha256.digest(bytes));
            requireEqual(chain.trailer(previousSignature, hash), signature);
        }
    }

    private static String signature(String extension) {
        String stripped = extension.strip();
        return stripped.startsWith(SIGNATURE) ? stripped.substring(SIGNATURE.length()) : "";
    }

    private static void requireEqual(String expected, String given) {
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given.getBytes(StandardCharsets.UTF_8))) {
            throw S3Error.SignatureDoesNotMatch.exception();
        }
    }

    private static long length(String text) {
        String hex = LEADING_ZEROS.matcher(text.strip()).replaceFirst("");
        if (hex.isEmpty()
                || hex.length() > LENGTH_DIGITS_MAX
                || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw malformed();
        }
        return Long.parseLong(hex, 16);
    }

    private static S3Exception malformed() {
        return S3Error.IncompleteBody.exception("The request body is not framed as aws-chunked.");
    }
}
