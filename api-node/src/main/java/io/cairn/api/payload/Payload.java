package io.cairn.api.payload;

import io.cairn.api.auth.BodySigning;
import io.cairn.api.error.S3Error;
import io.cairn.api.request.Decimal;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// The body of a request, not yet read. `contended` tells whether other requests wait for what this
/// one holds.
public record Payload(HttpRequest request, BodySigning signing, BooleanSupplier contended) {
    private static final int COPY_BYTES = 16 * 1024;

    /// Begins to read content of at most `bytesMax` bytes. `fallback` is the checksum that is
    /// computed if the client sends none. Throws the error of a wrong header (length, digest)
    /// before a byte is read.
    public BodyContent content(long bytesMax, ChecksumAlgorithm fallback) {
        long length = length();
        if (length > bytesMax) {
            throw S3Error.EntityTooLarge.exception()
                    .with("ProposedSize", String.valueOf(length))
                    .with("MaxSizeAllowed", String.valueOf(bytesMax));
        }
        Expectations expectations = Expectations.of(request, signing);
        return new BodyContent(framed(), length, expectations, fallback);
    }

    /// Reads and verifies a small body, which may be empty. `bytesMax` keeps it small.
    public byte[] document(int bytesMax) throws IOException {
        return document(bytesMax, length -> {});
    }

    /// The same. `arrived` is told the length so far before more of the body is kept.
    public byte[] document(int bytesMax, IntConsumer arrived) throws IOException {
        return document(bytesMax, Expectations.of(request, signing), arrived);
    }

    /// The same for checksum headers that describe something other than this body.
    public byte[] documentOfOther(int bytesMax, IntConsumer arrived) throws IOException {
        return document(bytesMax, Expectations.ofSignature(request, signing), arrived);
    }

    /// Verifies the signed hash of a body that the operation does not take. At most `bytesMax`
    /// bytes are read; a body without a hash is not read.
    public void verifyUnwanted(int bytesMax) throws IOException {
        if (signing instanceof BodySigning.Hashed) {
            read(
                    bytesMax,
                    Expectations.ofSignature(request, signing),
                    length -> {},
                    OutputStream.nullOutputStream());
        }
    }

    private byte[] document(int bytesMax, Expectations expectations, IntConsumer arrived)
            throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        read(bytesMax, expectations, arrived, document);
        return document.toByteArray();
    }

    private void read(int bytesMax, Expectations expectations, IntConsumer arrived, OutputStream to)
            throws IOException {
        if (declared() > bytesMax) {
            throw S3Error.MaxMessageLengthExceeded.exception();
        }
        boolean framedNothing =
                signing instanceof BodySigning.Chunked && request.contentLength().orElse(1) == 0;
        if (framedNothing) {
            return;
        }
        try (BodyContent content =
                new BodyContent(framed(), declared(), expectations, ChecksumAlgorithm.CRC32)) {
            byte[] buffer = new byte[COPY_BYTES];
            int length = 0;
            for (int read; (read = content.read(buffer, 0, buffer.length)) >= 0; ) {
                length += read;
                if (length > bytesMax) {
                    throw S3Error.MaxMessageLengthExceeded.exception();
                }
                arrived.accept(length);
                to.write(buffer, 0, read);
                content.update(buffer, 0, read);
            }
            content.verify();
        }
    }

    /// Whether the client sends anything that proves its body to be whole.
    public boolean hasDigest() {
        return Expectations.of(request, signing).hasDigest();
    }

    private InputStream framed() {
        return switch (signing) {
            case BodySigning.Unsigned(), BodySigning.Hashed(_) -> paced();
            case BodySigning.Chunked chunked -> new ChunkedContent(paced(), chunked);
        };
    }

    private InputStream paced() {
        return new PacedBody(request.body(), contended, System::nanoTime);
    }

    /// The length of the content, which an upload must declare.
    private long length() {
        long length = declared();
        boolean undeclared =
                request.contentLength().orElse(1) == 0
                        && request.header("Content-Length").isEmpty()
                        && request.header("Transfer-Encoding").isEmpty();
        if (length == BodyContent.LENGTH_UNKNOWN || undeclared) {
            throw S3Error.MissingContentLength.exception();
        }
        return length;
    }

    private long declared() {
        return switch (signing) {
            case BodySigning.Unsigned(), BodySigning.Hashed(_) ->
                    request.contentLength().orElse(BodyContent.LENGTH_UNKNOWN);
            case BodySigning.Chunked(_, _) -> decodedLength().orElse(BodyContent.LENGTH_UNKNOWN);
        };
    }

    private OptionalLong decodedLength() {
        Optional<String> text = request.header("x-amz-decoded-content-length");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong length = Decimal.parse(text.get());
        if (length.isEmpty()) {
            throw S3Error.InvalidArgument.exception("x-amz-decoded-content-length is no number");
        }
        return length;
    }
}
