package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.auth.Authenticator;
import io.cairn.api.auth.Credentials;
import io.cairn.api.auth.Signatures;
import io.cairn.api.http.AccessLine;
import io.cairn.api.http.S3Handler;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Budgets;
import io.cairn.api.operation.ContentStore;
import io.cairn.api.operation.Limits;
import io.cairn.api.operation.RootAuthorizer;
import io.cairn.api.request.Region;
import io.cairn.metadata.InMemoryNamespace;
import io.cairn.metadata.Namespace;
import io.cairn.platform.http.HttpLimits;
import io.cairn.platform.http.HttpServer;
import io.cairn.schemas.TimeOrderedIds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AccessLogTest {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void request_thatIsNotAdmitted_hasItsLine() throws Exception {
        HttpResponse<String> answer = ask(limits(0), "/bucket/k");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(lines.poll(10, TimeUnit.SECONDS))
                .matches("[0-9A-F]{16} GET /bucket/k 503 %d \\d+ms".formatted(length(answer)));
        assertThat(lines).isEmpty();
    }

    @Test
    void request_thatIsAdmitted_hasOneLine() throws Exception {
        HttpResponse<String> answer = ask(limits(1), "/bucket/k");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(lines.poll(10, TimeUnit.SECONDS))
                .matches("[0-9A-F]{16} GET /bucket/k 403 %d \\d+ms".formatted(length(answer)));
        assertThat(lines).isEmpty();
    }

    @Test
    void line_ofAPathWithControlCharacters_escapesThem() {
        AccessLine line =
                new AccessLine(
                        "1", "GET", "/b/\u001b[31mk\n 2\u00e9", 200, 3, Duration.ofMillis(4));
        assertThat(line.toString()).isEqualTo("1 GET /b/\\x1b[31mk\\x0a\\x202\\xe9 200 3 4ms");
    }

    @Test
    void request_forHealth_hasNone() throws Exception {
        assertThat(ask(limits(0), "/health/live").statusCode()).isEqualTo(200);
        assertThat(lines).isEmpty();
    }

    private static int length(HttpResponse<String> answer) {
        return answer.body().length();
    }

    private HttpResponse<String> ask(Limits limits, String path) throws Exception {
        TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new Random(7));
        Namespace namespace = new InMemoryNamespace();
        Backend backend =
                new Backend(
                        namespace,
                        new ContentStore(new InMemoryBlobStore()),
                        () -> () -> {},
                        ids,
                        Region.ANY,
                        limits,
                        Budgets.of(limits));
        S3Handler handler =
                new S3Handler(
                        new S3Handler.Settings(
                                List.of(), "host", line -> lines.add(line.toString())),
                        backend,
                        new Authenticator(
                                Credentials.of(new Credentials.AccessKey("AKID", "secret", "root")),
                                Signatures.DEFAULT,
                                List.of(),
                                ids.clock()),
                        new InMemoryStatus(),
                        new Access(namespace, new RootAuthorizer()),
                        List.of());
        try (HttpServer server = new HttpServer("127.0.0.1", 0, HttpLimits.DEFAULT, handler);
                HttpClient client = HttpClient.newHttpClient()) {
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Limits limits(int requestsMax) {
        Limits all = Limits.DEFAULT;
        return new Limits(
                requestsMax,
                Duration.ofMillis(1),
                all.partRowsMax(),
                all.copiesMax(),
                all.objectBytesMax(),
                all.partBytesMax(),
                all.userMetadataBytesMax(),
                all.documentBytesMax(),
                all.documentsBytesMax(),
                all.answersBytesMax(),
                all.pageRowsMax(),
                all.bucketsPageMax(),
                all.staleRetriesMax(),
                all.keepAliveEvery());
    }
}
