package io.cairn.load.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads HTTP/1.1 responses one after the other from a connection. Bodies are passed on from the
/// buffer that the socket filled and are never copied. Not thread-safe.
final class ResponseReader {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long UNTIL_CLOSE = -1;
    private static final long CHUNKED = -2;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private int status;
    private boolean keepAlive;
    private long framing;
    private String etag = "";

    ResponseReader(ReadableByteChannel channel) {
        this.channel = channel;
        buffer.limit(0);
    }

    /// Reads one whole response; only a success's body goes to the sink. Throws EOFException if the
    /// connection ends before the response does.
    Response read(boolean toHead, BodySink sink) throws IOException {
        do {
            readHead();
        } while (status / 100 == 1);
        BodyText errors = new BodyText();
        BodySink taker = status / 100 == 2 ? sink : errors;
        long bodyBytes = toHead || status == 204 || status == 304 ? 0 : readBody(taker);
        return new Response(status, keepAlive, bodyBytes, etag, errors.text());
    }

    private void readHead() throws IOException {
        int end = lineEnd();
        String line = take(end);
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new ProtocolException("not a status line: " + line);
        }
        status = Integer.parseInt(line, 9, 12, 10);
        keepAlive = line.charAt(7) != '0';
        framing = UNTIL_CLOSE;
        etag = "";
        for (end = lineEnd(); !isBlank(end); end = lineEnd()) {
            readHeader(end);
        }
        buffer.position(end + 1);
    }

    /// Looks at the length of the name first, so that most headers cost one scan for the colon.
    private void readHeader(int end) throws IOException {
        int start = buffer.position();
        int colon = start;
        while (colon < end && buffer.get(colon) != ':') {
            colon++;
        }
        switch (colon - start) {
            case 4, 10, 14, 17 -> keepHeader(take(end), colon - start);
            default -> buffer.position(end + 1);
        }
    }

    private void keepHeader(String line, int nameLength) {
        String value = line.substring(Math.min(line.length(), nameLength + 1)).strip();
        switch (line.substring(0, nameLength).toLowerCase(Locale.ROOT)) {
            case "etag" -> etag = value;
            case "connection" -> keepAlive = !value.equalsIgnoreCase("close");
            case "content-length" -> {
                if (framing != CHUNKED) {
                    framing = Long.parseLong(value);
                }
            }
            case "transfer-encoding" -> framing = CHUNKED;
            default -> {
                // a header of no interest here
            }
        }
    }

    private long readBody(BodySink sink) throws IOException {
        if (framing == CHUNKED) {
            return readChunks(sink);
        }
        if (framing != UNTIL_CLOSE) {
            pass(framing, sink);
            return framing;
        }
        keepAlive = false;
        long bytes = 0;
        do {
            bytes += buffer.remaining();
            sink.accept(buffer);
            buffer.position(buffer.limit());
        } while (fill());
        return bytes;
    }

    private long readChunks(BodySink sink) throws IOException {
        long bytes = 0;
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            pass(size, sink);
            bytes += size;
            expectBlank();
        }
        for (int end = lineEnd(); ; end = lineEnd()) {
            boolean last = isBlank(end);
            buffer.position(end + 1);
            if (last) {
                return bytes;
            }
        }
    }

    private long chunkSize() throws IOException {
        String line = take(lineEnd());
        int extension = line.indexOf(';');
        String digits = (extension < 0 ? line : line.substring(0, extension)).strip();
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IOException("not the size of a chunk: " + line, e);
        }
    }

    private void expectBlank() throws IOException {
        int end = lineEnd();
        if (!isBlank(end)) {
            throw new ProtocolException("a chunk is longer than its size");
        }
        buffer.position(end + 1);
    }

    private void pass(long count, BodySink sink) throws IOException {
        long left = count;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                fillOrFail();
            }
            int limit = buffer.limit();
            int end = buffer.position() + (int) Math.min(left, buffer.remaining());
            left -= end - buffer.position();
            buffer.limit(end);
            sink.accept(buffer);
            buffer.limit(limit).position(end);
        }
    }

    /// The index of the next line feed, reading on as needed.
    private int lineEnd() throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = buffer.position() + scanned; i < buffer.limit(); i++) {
                if (buffer.get(i) == '\n') {
                    return i;
                }
            }
            scanned = buffer.remaining();
            fillOrFail();
        }
    }

    private boolean isBlank(int end) {
        int length = end - buffer.position();
        return length == 0 || (length == 1 && buffer.get(buffer.position()) == '\r');
    }

    /// Takes the line up to the line feed at `end`, without its carriage return.
    private String take(int end) {
        byte[] line = new byte[end - buffer.position()];
        buffer.get(line);
        buffer.position(end + 1);
        int length =
                line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    private void fillOrFail() throws IOException {
        if (!fill()) {
            throw new EOFException("the server closed the connection");
        }
    }

    /// Reads more behind what is left in the buffer; false at the end of the connection.
    private boolean fill() throws IOException {
        buffer.compact();
        if (!buffer.hasRemaining()) {
            throw new ProtocolException("a header line is too long");
        }
        int count = channel.read(buffer);
        buffer.flip();
        return count >= 0;
    }
}
