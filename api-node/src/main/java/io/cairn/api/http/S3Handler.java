package io.cairn.api.http;

import io.cairn.api.auth.Authentication;
import io.cairn.api.auth.Authenticator;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Limits;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.payload.BodyLostException;
import io.cairn.api.payload.Payload;
import io.cairn.api.request.ParametersAsHeaders;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import io.cairn.platform.http.HttpHandler;
import io.cairn.platform.http.HttpRequest;
import io.cairn.platform.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Answers every request that reaches an S3 node. Safe for use by many threads.
public final class S3Handler implements HttpHandler {
    /// Methods whose operations take no body.
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE");

    private final Settings settings;
    private final Backend backend;
    private final Authenticator authenticator;
    private final Health health;
    private final Router router;
    private final ResponseSender sender;
    private final Semaphore running;

    /// How the handler presents itself. `domains` are those under which buckets are hosts.
    /// `accessLog` is given a line for each request, also for a refused one, but for none that asks
    /// for the server's health.
    public record Settings(List<String> domains, String hostId, Consumer<AccessLine> accessLog) {
        public Settings {
            domains = List.copyOf(domains);
        }
    }

    public S3Handler(
            Settings settings,
            Backend backend,
            Authenticator authenticator,
            ServerStatus status,
            List<Route> routes) {
        Limits limits = backend.limits();
        this.settings = settings;
        this.backend = backend;
        this.authenticator = authenticator;
        this.health = new Health(status);
        this.router = new Router(routes);
        this.sender = new ResponseSender(settings.hostId(), limits.keepAliveEvery());
        this.running = new Semaphore(limits.requestsMax());
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        if (health.concerns(request)) {
            health.answer(request, response);
            return;
        }
        ResponseSender.Sent sent = new ResponseSender.Sent(request, response, requestId());
        long startNanos = System.nanoTime();
        try {
            if (!admit()) {
                sender.sendError(S3Error.SlowDown.exception(), sent);
                return;
            }
            try {
                answer(request, sent);
            } finally {
                running.release();
            }
        } finally {
            log(sent, System.nanoTime() - startNanos);
        }
    }

    @SuppressWarnings("IllegalCatch") // The boundary of a request: what fails becomes its answer.
    private void answer(HttpRequest request, ResponseSender.Sent sent) throws IOException {
        S3Exception failure;
        try {
            sender.send(operate(request, sent.requestId()), sent);
            return;
        } catch (IOException e) {
            if (isClientGone(e) || sent.response().started()) {
                throw e;
            }
            failure = Failures.error(e, sent.requestId());
        } catch (RuntimeException e) {
            failure = Failures.error(e, sent.requestId());
        }
        if (sent.response().started()) {
            sent.response().abort();
            return;
        }
        sender.sendError(failure, sent);
    }

    private S3Response operate(HttpRequest sent, String requestId) throws IOException {
        if (sent.method().equals("OPTIONS")) {
            throw S3Error.AccessForbidden.exception();
        }
        Target target = Target.of(sent, settings.domains());
        Query query = Query.parse(sent.query());
        Authentication authentication = authenticator.authenticate(sent, query);
        HttpRequest http = ParametersAsHeaders.of(sent, query);
        S3Request request =
                new S3Request(
                        http,
                        requestId,
                        target,
                        query,
                        authentication.identity(),
                        new Payload(http, authentication.body(), this::contended));
        Promises.refuseUnkept(request);
        if (BODILESS.contains(http.method())) {
            request.payload().verifyUnwanted(backend.limits().documentBytesMax());
        }
        return router.find(request).handle(request);
    }

    private static boolean isClientGone(IOException e) {
        return e instanceof BodyLostException || e.getCause() instanceof BodyLostException;
    }

    private boolean admit() {
        if (running.tryAcquire()) {
            return true;
        }
        try {
            long waitMillis = backend.limits().admissionWait().toMillis();
            return running.tryAcquire(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean contended() {
        return running.hasQueuedThreads() || backend.contended();
    }

    private String requestId() {
        return HexFormat.of().withUpperCase().toHexDigits(backend.ids().random().nextLong());
    }

    private void log(ResponseSender.Sent sent, long tookNanos) {
        settings.accessLog()
                .accept(
                        new AccessLine(
                                sent.requestId(),
                                sent.request().method(),
                                sent.request().path(),
                                sent.status(),
                                sent.bytes(),
                                Duration.ofNanos(tookNanos)));
    }
}
