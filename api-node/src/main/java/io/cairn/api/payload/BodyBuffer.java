package io.cairn.api.payload;

import io.cairn.api.error.S3Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A buffer over a body, to read lines as well as runs of bytes. A long run that is not buffered is
/// read from the body directly.
final class BodyBuffer {
    private static final int BYTES = 16 * 1024;

    private final InputStream body;
    private final byte[] buffer = new byte[BYTES];
    private int at;
    private int end;

    BodyBuffer(InputStream body) {
        this.body = body;
    }

    /// Reads up to `length` bytes; -1 at the end of the body.
    int read(byte[] bytes, int offset, int length) throws IOException {
        if (at == end) {
            if (length >= BYTES) {
                return body.read(bytes, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int read = Math.min(length, end - at);
        System.arraycopy(buffer, at, bytes, offset, read);
        at += read;
        return read;
    }

    /// Reads a line without its end. Throws IncompleteBody if there is no line end within `max`
    /// bytes, the line end included.
    String line(int max) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            if (at == end && !fill()) {
                throw S3Error.IncompleteBody.exception();
            }
            int newline = indexOfNewline();
            line.write(buffer, at, newline - at);
            at = Math.min(newline + 1, end);
            if (line.size() >= max) {
                throw S3Error.IncompleteBody.exception(
                        "The request body is not framed as aws-chunked.");
            }
            if (newline < end) {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
        }
    }

    /// Reads to the end of the body. Throws MalformedTrailerError beyond `max` bytes.
    String rest(int max) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(256);
        do {
            rest.write(buffer, at, end - at);
            at = end;
            if (rest.size() > max) {
                throw S3Error.MalformedTrailerError.exception();
            }
        } while (fill());
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    private int indexOfNewline() {
        for (int i = at; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return end;
    }

    private boolean fill() throws IOException {
        int read = body.read(buffer, 0, buffer.length);
        at = 0;
        end = Math.max(read, 0);
        return read > 0;
    }
}
