package io.cairn.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.FakeRequest;
import io.cairn.api.error.S3Error;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlWriter;
import io.cairn.platform.ByteSink;
import io.cairn.platform.http.HttpLimits;
import io.cairn.platform.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SlowAnswerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /// Sends what `work` makes. With `late` the work goes on only once the head has arrived.
    private static String ask(boolean late, S3Response.Work work) throws Exception {
        CountDownLatch go = new CountDownLatch(late ? 1 : 0);
        ResponseSender sender = new ResponseSender("host", late ? Duration.ofMillis(1) : LONG);
        S3Response.Slow slow = new S3Response.Slow(() -> await(go, work));
        try (HttpServer server =
                        new HttpServer(
                                "127.0.0.1",
                                0,
                                HttpLimits.DEFAULT,
                                (request, response) ->
                                        sender.send(
                                                slow,
                                                new ResponseSender.Sent(request, response, "id")));
                HttpClient client = HttpClient.newHttpClient()) {
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            HttpResponse<java.io.InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            go.countDown();
            String length =
                    response.headers().firstValue("content-length").isPresent() ? "" : "chunked ";
            return length
                    + new String(
                            response.body().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static S3Response.Whole await(CountDownLatch go, S3Response.Work work)
            throws IOException {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return work.run();
    }

    private static S3Response.Whole document() {
        return S3Response.xml(new XmlWriter().open("Done").close("Done"));
    }

    @Test
    void work_doneInTime_isSentAsItIs() throws Exception {
        assertThat(ask(false, SlowAnswerTest::document))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Done></Done>");
    }

    @Test
    void work_doneLate_hasSpaceBeforeItsDocument() throws Exception {
        assertThat(ask(true, SlowAnswerTest::document))
                .matches(
                        "chunked <\\?xml version=\"1.0\" encoding=\"UTF-8\"\\?>\\n *<Done></Done>");
    }

    @Test
    void work_doneLate_leavesTheResponseToBeEndedByItsExchange() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        OpenResponse response = new OpenResponse(begun);
        new ResponseSender("host", Duration.ofMillis(1))
                .send(
                        new S3Response.Slow(() -> await(begun, SlowAnswerTest::document)),
                        new ResponseSender.Sent(FakeRequest.of("PUT", "/b/k"), response, "id"));
        assertThat(response.body.toString(StandardCharsets.UTF_8)).endsWith("<Done></Done>");
        assertThat(response.closed).isFalse();
    }

    /// A response that tells whether its stream was closed, and when it begins.
    private static final class OpenResponse implements io.cairn.platform.http.HttpResponse {
        private final CountDownLatch begun;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean closed;

        OpenResponse(CountDownLatch begun) {
            this.begun = begun;
        }

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
            throw new UnsupportedOperationException();
        }

        @Override
        public OutputStream stream() {
            begun.countDown();
            return new FilterOutputStream(body) {
                @Override
                public void close() {
                    closed = true;
                }
            };
        }

        @Override
        public void abort() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean started() {
            return begun.getCount() == 0;
        }
    }

    @Test
    void work_thatThrowsAnErrorLate_cutsTheConnection() {
        assertThatThrownBy(() -> ask(true, SlowAnswerTest::overflow))
                .isInstanceOf(IOException.class);
    }

    @Test
    void work_thatThrowsAnErrorInTime_isAnsweredAtOnce() throws Exception {
        assertThat(ask(false, SlowAnswerTest::overflow)).isEmpty();
    }

    private static S3Response.Whole overflow() {
        throw new StackOverflowError("of the test");
    }

    @Test
    void work_thatFailsLate_endsInAnErrorDocument() throws Exception {
        assertThat(
                        ask(
                                true,
                                () -> {
                                    throw S3Error.InvalidPart.exception();
                                }))
                .startsWith("chunked <?xml")
                .contains("<Error><Code>InvalidPart</Code>");
    }
}
