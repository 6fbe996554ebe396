package io.cairn.cli;

import io.cairn.cli.kafka.BrokerException;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.cli.server.ServerException;
import io.cairn.cli.server.ServerNode;
import io.cairn.platform.AbandonableTask;
import java.io.Console;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a server until it is told to stop or cannot go on. One that had to stop writing, because
/// its log's drive was full, is started anew once there is room: as a new program, because the
/// broker in this one cannot be closed any more.
final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);
    private static final long PROGRESS_MILLIS = 5_000;
    private static final long POLL_MILLIS = 20;
    private static final Duration STOP = Duration.ofSeconds(9);

    /// Time for running requests; the broker would not end in any.
    private static final Duration STOP_ANEW = Duration.ofSeconds(3);

    private final ServerConfig config;
    private final ServerEnvironment environment;
    private final CountDownLatch signal = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<BlockingQueue<End>> current =
            new AtomicReference<>(new LinkedBlockingQueue<>());
    private volatile boolean failed;

    /// Why a server ends.
    private sealed interface End {
        /// A signal ends the process.
        record Signal() implements End {}

        /// It cannot go on.
        record Fault(String words) implements End {}

        /// It can go on, but not with what it has opened.
        record Anew() implements End {}
    }

    ServerRun(ServerConfig config, ServerEnvironment environment) {
        this.config = config;
        this.environment = environment;
    }

    /// Returns when the server has stopped; with words if it could not start or go on.
    Optional<String> run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal));
        try {
            return switch (serve()) {
                case End.Signal() -> Optional.empty();
                case End.Fault(String words) -> failed(words);
                case End.Anew() -> {
                    LOG.info("there is room again, the server starts anew");
                    Reexec.run();
                    yield failed("there is room again: start the server anew");
                }
            };
        } finally {
            stopped.countDown();
        }
    }

    /// Whether somebody reads what is printed, and no file or journal keeps it.
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private Optional<String> failed(String words) {
        failed = true;
        return Optional.of(words);
    }

    private End serve() throws InterruptedException {
        BlockingQueue<End> ends = new LinkedBlockingQueue<>();
        ServerNode node =
                new ServerNode(
                        config,
                        environment,
                        words -> ends.add(new End.Fault(words)),
                        () -> ends.add(new End.Anew()));
        Duration patience = STOP;
        try {
            node.start();
            awaitReady(node, ends);
            if (ends.isEmpty() && signal.getCount() > 0) {
                Banner.print(node, config.signatures().region(), isTerminal(), System.out);
                System.out.println("Cairn serves on http://" + Addresses.show(node.s3()));
            }
            End end = next(ends);
            patience = end instanceof End.Anew ? STOP_ANEW : STOP;
            return end;
        } catch (ServerException | BrokerException e) {
            LOG.debug("start failed", e);
            return ends.isEmpty() ? new End.Fault(hint(e)) : ends.remove();
        } finally {
            if (!closes(node::close, patience)) {
                LOG.warn("not everything stopped, or not within {}", patience);
            }
        }
    }

    /// Waits for a reason to end.
    private End next(BlockingQueue<End> ends) throws InterruptedException {
        current.set(ends);
        if (signal.getCount() == 0) {
            return new End.Signal();
        }
        return ends.take();
    }

    /// What to tell the operator. Only of a broker whose address is taken is it known that another
    /// address helps.
    static String hint(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof BrokerException && failure.getCause() instanceof BindException
                ? message + ": choose another with --kafka-address"
                : message;
    }

    private void awaitReady(ServerNode node, BlockingQueue<End> ends) throws InterruptedException {
        long waited = 0;
        while (!node.ready()
                && ends.isEmpty()
                && !signal.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            waited += POLL_MILLIS;
            if (waited % PROGRESS_MILLIS == 0) {
                LOG.info("folding the log, {} records to go", node.lag());
            }
        }
    }

    /// Runs `close` on a thread of its own, which is left behind if that takes longer than `limit`;
    /// whether it did not. Kafka waits for minutes for a part of it that has failed, and a server
    /// that serves no more should end, so that it can be started again.
    static boolean closes(Runnable close, Duration limit) {
        AbandonableTask<Boolean> closing =
                new AbandonableTask<>(
                        Executors.callable(close, true),
                        failure -> LOG.warn("the server did not stop cleanly", failure));
        Thread.ofPlatform().name("close").daemon().start(closing);
        try {
            return closing.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            closing.abandon();
            return false;
        } catch (ExecutionException e) {
            LOG.warn("the server did not stop cleanly", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.abandon();
            return false;
        }
    }

    /// Runs when the process ends. If a signal ends it, lets the main thread stop the node first;
    /// the exit code would then be the signal's, though all went well.
    private void stopOnSignal() {
        if (stopped.getCount() == 0) {
            return;
        }
        signal.countDown();
        current.get().add(new End.Signal());
        try {
            if (!stopped.await(STOP.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("cairn: not everything stopped in time");
            } else if (!failed) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
