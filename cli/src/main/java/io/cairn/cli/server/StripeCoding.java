package io.cairn.cli.server;

import io.cairn.erasure.CodingKernel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which kernel codes the stripes: at first one that costs the start nothing, and once the server
/// is ready ISA-L, where it is installed. To bind that library takes a second of processor time.
final class StripeCoding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StripeCoding.class);
    private static final long POLL_MILLIS = 200;

    private final CodingKernel first = CodingKernel.atOnce();
    private final CountDownLatch closing = new CountDownLatch(1);

    StripeCoding() {
        LOG.info("stripes are coded by kernel {}", first.name());
    }

    /// What stripes are coded by at first.
    CodingKernel first() {
        return first;
    }

    /// Hands over a faster kernel, if there is one, once the server is ready.
    void improve(BooleanSupplier ready, Consumer<CodingKernel> use) {
        Thread.ofPlatform().name("cairn-isal").daemon().start(() -> bindWhenReady(ready, use));
    }

    private void bindWhenReady(BooleanSupplier ready, Consumer<CodingKernel> use) {
        try {
            while (!ready.getAsBoolean()) {
                if (closing.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Optional<CodingKernel> isal = CodingKernel.isal();
        if (isal.isPresent()) {
            use.accept(isal.get());
            LOG.info("stripes are coded by kernel {} from now on", isal.get().name());
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
