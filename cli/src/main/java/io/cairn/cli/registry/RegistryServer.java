package io.cairn.cli.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cairn.platform.file.FileHandles;
import io.cairn.platform.http.HttpLimits;
import io.cairn.platform.http.HttpRequest;
import io.cairn.platform.http.HttpResponse;
import io.cairn.platform.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the registry's API over HTTP.
public final class RegistryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    private static final long CONNECTIONS_MAX = 1_024;

    /// Of the file handles that are left at the start, one in so many is for its connections.
    private static final long HANDLES_PER_CONNECTION = 4;

    private final RegistryApi api;
    private final RegistryAccess access;
    private final RegistryBodies bodies = new RegistryBodies(RegistryLimits.DEFAULT);
    private final HttpServer server;

    /// A server of `registry` on `address`, for those that `access` names; port 0 means any free
    /// one.
    public RegistryServer(
            EmbeddedRegistry registry, InetSocketAddress address, RegistryAccess access) {
        this.api = new RegistryApi(registry);
        this.access = access;
        this.server =
                new HttpServer(
                        address.getHostString(),
                        address.getPort(),
                        HttpLimits.DEFAULT.withConnectionsUpTo(connectionsMax()),
                        this::handle);
    }

    private static long connectionsMax() {
        return Math.min(CONNECTIONS_MAX, FileHandles.now().left() / HANDLES_PER_CONNECTION);
    }

    /// Binds and serves.
    public void start() {
        server.start();
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    private void handle(HttpRequest request, HttpResponse response) throws IOException {
        String answer;
        try {
            access.check(request);
            RegistryApi.Call asked = call(request, "");
            if (RegistryApi.writes(asked)) {
                access.checkWriter(request);
            }
            answer = api.answer(call(request, bodies.read(request)));
        } catch (RegistryFailure e) {
            LOG.debug("{} {}: {}", request.method(), request.path(), e.getMessage());
            response.status(e.error().status());
            answer =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("error_code", e.error().code())
                            .put("message", e.getMessage())
                            .toString();
        }
        response.header("Content-Type", CONTENT_TYPE);
        response.send(answer.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryApi.Call call(HttpRequest request, String body) {
        return RegistryApi.Call.of(request.method(), request.path(), request.query(), body);
    }

    @Override
    public void close() {
        server.stop(DRAIN);
    }
}
