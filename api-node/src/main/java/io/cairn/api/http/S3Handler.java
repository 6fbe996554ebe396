package io.cairn.api.http;

import io.cairn.api.auth.Authentication;
import io.cairn.api.auth.Authenticator;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Budget;
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
import java.util.function.Consumer;

/// Answers every request that reaches an S3 node. Safe for use by many threads.
public final class S3Handler implements HttpHandler {
    /// Methods whose operations take no body.
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE");

    /// Answers up to this size do not count: the buffer of a socket takes them.
    private static final int ANSWER_BYTES_SMALL = 16 << 10;

    private final Settings settings;
    private final Backend backend;
    private final Authenticator authenticator;
    private final Health health;
    private final Dispatcher dispatcher;
    private final ResponseSender sender;
    private final Admission admission;
    private final Budget answers;

    /// The settings of the handler. `domains` are those under which buckets are hosts. `accessLog`
    /// gets a line for each request, refused ones too, but not for health checks.
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
            Access access,
            List<Route> routes) {
        Limits limits = backend.limits();
        this.settings = settings;
        this.backend = backend;
        this.authenticator = authenticator;
        this.health = new Health(status);
        this.dispatcher = new Dispatcher(routes, access);
        this.sender = new ResponseSender(settings.hostId(), limits.keepAliveEvery());
        this.admission = new Admission(limits.requestsMax(), limits.admissionWait().toMillis());
        this.answers = new Budget(limits.answersBytesMax(), limits.admissionWait());
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
            if (request.spare()) {
                sender.sendError(S3Error.SlowDown.exception(), sent);
                return;
            }
            try (Admission.Slot slot = admission.slot()) {
                request.onWait(slot);
                answer(request, sent, slot);
            }
        } finally {
            log(sent, System.nanoTime() - startNanos);
        }
    }

    /// Answers a request. A fault of the program is answered too, and [Failures] logs it as an
    /// error: this is the outermost code of a request that is ours.
    @SuppressWarnings("IllegalCatch") // The boundary of a request: what fails becomes its answer.
    private void answer(HttpRequest request, ResponseSender.Sent sent, Admission.Slot slot)
            throws IOException {
        S3Exception failure;
        try {
            if (!slot.take()) {
                throw S3Error.SlowDown.exception();
            }
            slot.holds(this::contended);
            S3Response answer = operate(request, sent.requestId());
            send(answer, sent, slot);
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
        slot.close();
        sender.sendError(failure, sent);
    }

    /// Sends an answer. A large document stays in memory until its client has taken it. All large
    /// documents share a budget; throws SlowDown if it is used up. Other answers hold nothing that
    /// others wait for.
    private void send(S3Response answer, ResponseSender.Sent sent, Admission.Slot slot)
            throws IOException {
        if (answer instanceof S3Response.Whole whole && whole.body().length > ANSWER_BYTES_SMALL) {
            try (Budget.Share _ = share(whole.body().length, slot)) {
                slot.holds(answers::contended);
                sender.send(answer, sent);
            }
        } else {
            slot.holds(() -> false);
            sender.send(answer, sent);
        }
    }

    /// Takes memory for an answer. A request that waits for memory does no work, so it leaves its
    /// slot to others.
    private Budget.Share share(int bytes, Admission.Slot slot) {
        slot.waitBegins();
        try {
            return answers.take(bytes);
        } finally {
            slot.waitEnds();
        }
    }

    private S3Response operate(HttpRequest sent, String requestId) throws IOException {
        if (sent.method().equals("OPTIONS")) {
            throw S3Error.AccessForbidden.exception();
        }
        Target target = Target.of(sent, settings.domains());
        Query query = Query.parse(sent.query());
        Authentication authentication = authenticator.authenticate(sent, query);
        HttpRequest http = ParametersAsHeaders.of(sent, query, authentication.parameters());
        S3Request request =
                new S3Request(
                        http,
                        requestId,
                        target,
                        query,
                        authentication.identity(),
                        new Payload(http, authentication.body(), this::contended));
        UnsupportedHeaders.requireSupported(request);
        if (BODILESS.contains(http.method())) {
            request.payload().verifyUnwanted(backend.limits().documentBytesMax());
        }
        return dispatcher.dispatch(request);
    }

    private static boolean isClientGone(IOException e) {
        return e instanceof BodyLostException || e.getCause() instanceof BodyLostException;
    }

    private boolean contended() {
        return admission.contended() || backend.contended();
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
