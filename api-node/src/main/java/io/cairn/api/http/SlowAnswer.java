package io.cairn.api.http;

import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.S3Response;
import io.cairn.platform.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends an answer that may take long. The work runs on a thread of its own. If it ends in time,
/// its answer is sent like any other. If not, status 200 and the XML declaration are sent, then a
/// space from time to time, and last the document, which may describe an error.
record SlowAnswer(ResponseSender sender, Duration keepAliveEvery) {
    private static final byte[] DECLARATION =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SPACE = {' '};

    /// The result of the work.
    private sealed interface Result {
        record Done(S3Response.Whole answer) implements Result {}

        record Failed(S3Exception failure) implements Result {}

        /// An Error of the JVM. It is thrown again on the thread that sends, which cuts the
        /// connection.
        record Broken(Error error) implements Result {}
    }

    void send(S3Response.Slow slow, ResponseSender.Sent to) throws IOException {
        BlockingQueue<Result> results = new ArrayBlockingQueue<>(1);
        Thread.ofVirtual()
                .name("slow-" + to.requestId())
                .start(() -> results.add(run(slow.work(), to.requestId())));
        Result result = await(results);
        switch (result) {
            case null -> sendLate(results, to);
            case Result.Done(S3Response.Whole answer) -> sender.send(answer, to);
            case Result.Failed(S3Exception failure) -> throw failure;
            case Result.Broken(Error error) -> throw error;
        }
    }

    /// Runs the work. [Failures] logs a fault of the program as an error, and an Error is thrown
    /// again on the thread that sends the answer.
    @SuppressWarnings("IllegalCatch") // The boundary of a thread: what fails becomes its result.
    private static Result run(S3Response.Work work, String requestId) {
        try {
            return new Result.Done(work.run());
        } catch (IOException | RuntimeException e) {
            return new Result.Failed(Failures.error(e, requestId));
        } catch (Error e) {
            return new Result.Broken(e);
        }
    }

    private void sendLate(BlockingQueue<Result> results, ResponseSender.Sent to)
            throws IOException {
        HttpResponse response = to.response();
        sender.begin(S3Response.OK, to);
        response.header("Content-Type", "application/xml");
        // Not closed here: the exchange ends it, on the thread that may.
        OutputStream out = to.counted(response.stream());
        Result result = awaitSpaced(results, out);
        byte[] document =
                switch (result) {
                    case Result.Done(S3Response.Whole answer) -> answer.body();
                    case Result.Failed(S3Exception failure) -> sender.document(failure, to);
                    case Result.Broken(Error error) -> throw error;
                };
        out.write(Arrays.copyOfRange(document, DECLARATION.length, document.length));
    }

    /// Waits for the result, even if the client goes away: the request counts as running while its
    /// work runs.
    private Result awaitSpaced(BlockingQueue<Result> results, OutputStream out) throws IOException {
        byte[] next = DECLARATION;
        IOException lost = null;
        Result result = null;
        while (result == null) {
            try {
                if (lost == null) {
                    out.write(next);
                    out.flush();
                }
            } catch (IOException e) {
                lost = e;
            }
            next = SPACE;
            result = await(results);
        }
        if (lost != null && !(result instanceof Result.Broken)) {
            throw lost;
        }
        return result;
    }

    private @Nullable Result await(BlockingQueue<Result> results) throws IOException {
        try {
            return results.poll(keepAliveEvery.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        }
    }
}
