package io.cairn.api.http;

import io.cairn.api.error.ErrorDocument;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.platform.ByteSink;
import io.cairn.platform.http.HttpRequest;
import io.cairn.platform.http.HttpResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends answers and errors. If content breaks off, the connection is cut, so that no client takes
/// the answer for complete.
record ResponseSender(String hostId, Duration keepAliveEvery) {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseSender.class);

    /// The request that is answered, and what was sent so far.
    static final class Sent {
        private final HttpRequest request;
        private final HttpResponse response;
        private final String requestId;
        private int status;
        private long bytes;

        Sent(HttpRequest request, HttpResponse response, String requestId) {
            this.request = request;
            this.response = response;
            this.requestId = requestId;
        }

        HttpRequest request() {
            return request;
        }

        HttpResponse response() {
            return response;
        }

        String requestId() {
            return requestId;
        }

        int status() {
            return status;
        }

        /// The bytes of the body that were handed to the connection.
        long bytes() {
            return bytes;
        }

        /// Writes to `body`, and counts what it has taken.
        ByteSink counted(ByteSink body) {
            return source -> {
                int length = source.remaining();
                body.write(source);
                bytes += length;
            };
        }

        /// Writes to `out`, and counts what it has taken.
        OutputStream counted(OutputStream out) {
            return new FilterOutputStream(out) {
                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                    bytes++;
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    out.write(from, offset, length);
                    bytes += length;
                }
            };
        }
    }

    void send(S3Response answer, Sent to) throws IOException {
        switch (answer) {
            case S3Response.Whole(int status, List<Header> headers, byte[] body) -> {
                begin(status, headers, to);
                to.bytes = body.length;
                to.response.send(body);
            }
            case S3Response.HeadOnly(int status, List<Header> headers, long length) -> {
                begin(status, headers, to);
                to.response.sendHead(length);
            }
            case S3Response.Streamed streamed -> stream(streamed, to);
            case S3Response.Slow slow -> new SlowAnswer(this, keepAliveEvery).send(slow, to);
        }
    }

    void sendError(S3Exception failure, Sent to) throws IOException {
        boolean document = failure.error().hasDocument() && !to.request.method().equals("HEAD");
        begin(failure.error().status(), to);
        failure.headers().forEach(to.response::header);
        to.response.header("Content-Type", "application/xml");
        byte[] body = document ? document(failure, to) : new byte[0];
        to.bytes = body.length;
        to.response.send(body);
    }

    byte[] document(S3Exception failure, Sent to) {
        return new ErrorDocument(failure, to.request.path(), to.requestId, hostId).toBytes();
    }

    void begin(int status, Sent to) {
        begin(status, List.of(), to);
    }

    private void begin(int status, List<Header> headers, Sent to) {
        HttpResponse response = to.response;
        to.status = status;
        response.status(status);
        response.header("Server", "Cairn");
        response.header("x-amz-request-id", to.requestId);
        response.header("x-amz-id-2", hostId);
        for (Header header : headers) {
            response.header(header.name(), header.value());
        }
    }

    /// Sends content behind its head. A failure cuts the connection, since the status is out.
    @SuppressWarnings("IllegalCatch") // A fault of the program must cut the answer too.
    private void stream(S3Response.Streamed streamed, Sent to) throws IOException {
        try (BlobStore.Content content = streamed.content()) {
            begin(streamed.status(), streamed.headers(), to);
            if (streamed.contentLength() == 0) {
                to.response.send(new byte[0]);
                return;
            }
            content.transferTo(to.counted(to.response.body(streamed.contentLength())));
        } catch (BlobUnavailableException e) {
            LOG.warn("request {}: content broke off", to.requestId, e);
            to.response.abort();
        } catch (RuntimeException e) {
            LOG.error("request {} failed behind its head", to.requestId, e);
            to.response.abort();
        }
    }
}
