package io.cairn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.auth.FakeRequest;
import io.cairn.api.operation.S3Response;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ResponseSenderTest {
    private final StreamResponse response = new StreamResponse();
    private final ResponseSender.Sent sent =
            new ResponseSender.Sent(FakeRequest.of("GET", "/b/k"), response, "id");

    @Test
    void content_thatBreaksOff_countsWhatWasSent() throws IOException {
        send(out -> {
            out.write(ByteBuffer.wrap(new byte[6], 1, 4));
            out.write(ByteBuffer.allocateDirect(1));
            throw new BlobUnavailableException("lost");
        });
        assertThat(sent.bytes()).isEqualTo(5);
        assertThat(response.aborted).isTrue();
    }

    @Test
    void content_thatIsWhole_countsAllOfIt() throws IOException {
        send(out -> out.write(ByteBuffer.allocate(100)));
        assertThat(sent.bytes()).isEqualTo(100);
        assertThat(response.aborted).isFalse();
    }

    private void send(Transfer transfer) throws IOException {
        BlobStore.Content content =
                new BlobStore.Content() {
                    @Override
                    public Set<BlobId> blobs() {
                        return Set.of();
                    }

                    @Override
                    public void transferTo(ByteSink out) throws IOException {
                        transfer.to(out);
                    }

                    @Override
                    public void close() {}
                };
        new ResponseSender("host", Duration.ofMinutes(1))
                .send(new S3Response.Streamed(200, List.of(), 100, content), sent);
    }

    /// What content writes.
    private interface Transfer {
        void to(ByteSink out) throws IOException;
    }

    /// A response that takes a body of known length and tells whether it was cut.
    private static final class StreamResponse implements io.cairn.platform.http.HttpResponse {
        private boolean aborted;

        @Override
        public void status(int status) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void send(byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendHead(long contentLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ByteSink body(long contentLength) {
            return source -> source.position(source.limit());
        }

        @Override
        public OutputStream stream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void abort() {
            aborted = true;
        }

        @Override
        public boolean started() {
            return true;
        }
    }
}
