package io.cairn.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1000})
    void read_contentLengthTwice_givesBothResponses(int bytesPerRead) throws IOException {
        ResponseReader reader =
                reader(
                        "HTTP/1.1 200 OK\r\nETag: \"abc\"\r\nContent-Length: 5\r\n\r\nhello"
                                + "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n",
                        bytesPerRead);
        BodyText body = new BodyText();

        assertThat(reader.read(false, body)).isEqualTo(new Response(200, true, 5, "\"abc\"", ""));
        assertThat(body.text()).isEqualTo("hello");
        assertThat(reader.read(false, body)).isEqualTo(new Response(204, true, 0, "", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 1000})
    void read_chunked_joinsChunksAndSkipsTrailers(int bytesPerRead) throws IOException {
        ResponseReader reader =
                reader(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nx-t: 1\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                        bytesPerRead);
        BodyText body = new BodyText();

        assertThat(reader.read(false, body).bodyBytes()).isEqualTo(15);
        assertThat(body.text()).isEqualTo("hello0123456789");
        assertThat(reader.read(false, body).status()).isEqualTo(200);
    }

    @Test
    void read_head_takesNoBody() throws IOException {
        ResponseReader reader =
                reader("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n", Integer.MAX_VALUE);

        assertThat(reader.read(true, BodySink.DISCARD).bodyBytes()).isZero();
    }

    @Test
    void read_noLength_readsToTheEndAndKeepsNothingAlive() throws IOException {
        ResponseReader reader = reader("HTTP/1.1 200 OK\r\n\r\nabc", 1);

        assertThat(reader.read(false, BodySink.DISCARD))
                .isEqualTo(new Response(200, false, 3, "", ""));
    }

    @Test
    void read_connectionClose_isNotKeptAlive() throws IOException {
        ResponseReader reader =
                reader("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 9);

        assertThat(reader.read(false, BodySink.DISCARD).keepAlive()).isFalse();
    }

    @Test
    void read_refusal_givesTheErrorCode() throws IOException {
        String xml = "<Error><Code>NoSuchKey</Code></Error>";
        ResponseReader reader =
                reader(
                        "HTTP/1.1 404 Not Found\r\nContent-Length: "
                                + xml.length()
                                + "\r\n\r\n"
                                + xml,
                        11);
        BodyText body = new BodyText();

        assertThat(reader.read(false, body).errorCode()).isEqualTo("NoSuchKey");
        assertThat(body.text()).isEmpty();
    }

    @Test
    void read_endInsideTheBody_fails() {
        ResponseReader reader = reader("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 100);

        assertThatThrownBy(() -> reader.read(false, BodySink.DISCARD))
                .isInstanceOf(EOFException.class);
    }

    private static ResponseReader reader(String text, int bytesPerRead) {
        ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        return new ResponseReader(
                new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer target) {
                        int count =
                                Math.min(
                                        bytesPerRead,
                                        Math.min(left.remaining(), target.remaining()));
                        target.put(left.slice(left.position(), count));
                        left.position(left.position() + count);
                        return count == 0 ? -1 : count;
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                });
    }
}
