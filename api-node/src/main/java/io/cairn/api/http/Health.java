package io.cairn.api.http;

import io.cairn.api.error.S3Error;
import io.cairn.platform.http.HttpRequest;
import io.cairn.platform.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// The health endpoints, with the names that MinIO uses among them. They need no authentication.
/// They say whether the process is alive, whether it serves reads, whether it accepts writes, and
/// the state of the drives. A signed request for the same path is a request for an object.
record Health(ServerStatus status) {
    private static final String DRIVES = "/health/drives";
    private static final Set<String> LIVE = Set.of("/health/live", "/minio/health/live");
    private static final Set<String> READY =
            Set.of("/health/ready", "/minio/health/ready", "/minio/health/cluster/read");
    private static final Set<String> WRITE = Set.of("/health/write", "/minio/health/cluster");

    boolean concerns(HttpRequest request) {
        return (LIVE.contains(request.path())
                        || READY.contains(request.path())
                        || WRITE.contains(request.path())
                        || request.path().equals(DRIVES))
                && request.header("Authorization").isEmpty()
                && request.query().isEmpty()
                && (request.method().equals("GET") || request.method().equals("HEAD"));
    }

    void answer(HttpRequest request, HttpResponse response) throws IOException {
        if (request.path().equals(DRIVES)) {
            response.header("Content-Type", "application/json");
            response.send(status.drives().getBytes(StandardCharsets.UTF_8));
            return;
        }
        Optional<String> obstacle = obstacle(request.path());
        obstacle.ifPresent(_ -> response.status(S3Error.ServiceUnavailable.status()));
        response.header("Content-Type", "text/plain");
        response.send(
                (obstacle.orElseGet(() -> good(request.path())) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> obstacle(String path) {
        if (LIVE.contains(path)) {
            return Optional.empty();
        }
        Optional<String> obstacle = status.obstacle();
        return WRITE.contains(path) ? obstacle.or(status::readOnly) : obstacle;
    }

    private String good(String path) {
        return status.readOnly()
                .filter(_ -> READY.contains(path))
                .map(why -> "ok, but takes no writes: " + why)
                .orElse("ok");
    }
}
