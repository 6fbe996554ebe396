package io.cairn.cli.server;

import io.cairn.erasure.CodingKernel;
import io.cairn.platform.MonotonicClock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which kernel codes the stripes: at first the scalar one, which is compiled within the first few
/// requests; once the server is ready ISA-L, where it is installed, else vectors, as soon as they
/// are compiled. Binding ISA-L takes a second of processor time; so does compiling the vector
/// kernel. Neither may hold up a start or a request.
final class StripeCoding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StripeCoding.class);
    private static final long POLL_MILLIS = 200;

    /// A fifth of a processor runs code that is not needed yet; the compiler takes its part beside.
    private static final int PAUSES_PER_WORK = 4;

    private final MonotonicClock clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    StripeCoding(MonotonicClock clock) {
        this.clock = clock;
    }

    /// What stripes are coded by at first.
    CodingKernel first() {
        return CodingKernel.scalar();
    }

    /// Hands over a faster kernel, if there is one, some time after the server is ready.
    void improve(BooleanSupplier ready, Consumer<CodingKernel> use) {
        LOG.info("stripes are coded by kernel {} at first", first().name());
        Thread.ofPlatform()
                .name("stripe-coding")
                .daemon()
                .uncaughtExceptionHandler((thread, failure) ->
                        LOG.error("no faster kernel: {} ended", thread.getName(), failure))
                .start(() -> improveWhenReady(ready, use));
    }

    private void improveWhenReady(BooleanSupplier ready, Consumer<CodingKernel> use) {
        try {
            while (!ready.getAsBoolean()) {
                if (isClosedAfter(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS))) {
                    return;
                }
            }
            Optional<CodingKernel> better = CodingKernel.isal();
            if (better.isEmpty()) {
                better =
                        CodingKernel.vectors(
                                clock::nanos, nanos -> !isClosedAfter(PAUSES_PER_WORK * nanos));
            }
            if (better.isPresent()) {
                use.accept(better.get());
                LOG.info("stripes are coded by kernel {} from now on", better.get().name());
            } else {
                LOG.info("no kernel is faster here than kernel {}", first().name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosedAfter(long nanos) throws InterruptedException {
        return closing.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
