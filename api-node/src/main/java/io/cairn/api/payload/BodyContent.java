package io.cairn.api.payload;

import io.cairn.api.checksum.ChecksumHash;
import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.blobs.BlobStore.ContentHash;
import io.cairn.platform.Check;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The content in the body of a request. As a stream it throws if it is shorter or longer than
/// declared. Its reader hands the bytes to [#update], on one thread at a time. At the end [#verify]
/// compares every digest that the client sent.
public final class BodyContent extends InputStream implements ContentHash {
    /// The length of content whose client declares none.
    static final long LENGTH_UNKNOWN = -1;

    private final InputStream body;
    private final long declaredBytes;
    private final Expectations expected;
    private final MessageDigest md5 = ChecksumHash.digest("MD5");
    private final @Nullable MessageDigest sha256;
    private final ChecksumHash checksum;
    private long readBytes;
    private boolean ended;

    BodyContent(
            InputStream body,
            long declaredBytes,
            Expectations expected,
            ChecksumAlgorithm fallback) {
        this.body = body;
        this.declaredBytes = declaredBytes;
        this.expected = expected;
        this.sha256 = expected.sha256Hex().isPresent() ? ChecksumHash.digest("SHA-256") : null;
        this.checksum = ChecksumHash.of(expected.algorithm().orElse(fallback));
    }

    /// The algorithm of the checksum that the client sends.
    public Optional<ChecksumAlgorithm> sentAlgorithm() {
        return expected.algorithm();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = readBody(bytes, offset, length);
        if (read >= 0) {
            readBytes += read;
        } else {
            ended = true;
        }
        boolean tooLong = declaredBytes >= 0 && readBytes > declaredBytes;
        boolean tooShort = read < 0 && readBytes < declaredBytes;
        if (tooLong || tooShort) {
            throw S3Error.IncompleteBody.exception();
        }
        return read;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        md5.update(bytes, offset, length);
        MessageDigest signed = sha256;
        if (signed != null) {
            signed.update(bytes, offset, length);
        }
        checksum.update(bytes, offset, length);
    }

    /// Compares all digests after the last byte, and throws the S3 error of the first one that is
    /// wrong. Only what this returns may be stored. The end must have been read: the signatures of
    /// the last chunk and of the trailers are checked there.
    public Digests verify() {
        Check.state(ended, "content was not read to its end");
        String computedSha256 = sha256 == null ? "" : HexFormat.of().formatHex(sha256.digest());
        if (expected.sha256Hex().isPresent()
                && !expected.sha256Hex().get().equalsIgnoreCase(computedSha256)) {
            throw S3Error.XAmzContentSHA256Mismatch.exception()
                    .with("ClientComputedContentSHA256", expected.sha256Hex().get())
                    .with("S3ComputedContentSHA256", computedSha256);
        }
        byte[] computedMd5 = md5.digest();
        if (expected.md5().isPresent()
                && !MessageDigest.isEqual(expected.md5().get(), computedMd5)) {
            throw S3Error.BadDigest.exception();
        }
        Checksum computed = checksum.finish();
        Optional<Checksum> trailed = trailer();
        Optional<Checksum> sent = expected.checksum().or(() -> trailed);
        if (sent.isPresent() && !sent.get().equals(computed)) {
            throw S3Error.BadDigest.exception(
                    "The %s you specified did not match the calculated checksum."
                            .formatted(computed.algorithm().name().toUpperCase(Locale.ROOT)));
        }
        return new Digests(readBytes, HexFormat.of().formatHex(computedMd5), computed);
    }

    /// The computed digests of a body: its length, the MD5 that is its ETag, and a checksum.
    public record Digests(long length, String md5Hex, Checksum checksum) {}

    /// The checksum in a trailer. A trailer that no header declared is refused: to ignore it would
    /// let the client believe that it was compared.
    private Optional<Checksum> trailer() {
        if (!(body instanceof ChunkedContent chunked)) {
            return Optional.empty();
        }
        if (expected.trailer().isEmpty()) {
            if (!chunked.trailers().isEmpty()) {
                throw S3Error.MalformedTrailerError.exception();
            }
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = expected.trailer().get();
        String value = chunked.trailers().get(ChecksumHeaders.name(algorithm));
        if (value == null || chunked.trailers().size() != 1) {
            throw S3Error.MalformedTrailerError.exception();
        }
        return Optional.of(ChecksumHeaders.parse(algorithm, value));
    }

    private int readBody(byte[] bytes, int offset, int length) throws IOException {
        try {
            return body.read(bytes, offset, length);
        } catch (IOException e) {
            throw new BodyLostException(e);
        }
    }
}
