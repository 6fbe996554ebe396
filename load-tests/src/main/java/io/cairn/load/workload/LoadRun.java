package io.cairn.load.workload;

import io.cairn.load.client.S3Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Runs loads: prepares, warms up, measures a window. One platform thread and one connection for
/// each worker: a blocked read costs the client less than a virtual thread's poll. For one thread.
public final class LoadRun {
    private static final long SAMPLE_NANOS = 100_000_000;
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Target target;
    private final Content content;
    private final Fixture fixture;
    private final OptionalLong serverPid;

    public LoadRun(Target target, Content content, Fixture fixture, OptionalLong serverPid) {
        this.target = target;
        this.content = content;
        this.fixture = fixture;
        this.serverPid = serverPid;
    }

    /// Runs one load to its end. Refusals by the server are counted; an IOException means that the
    /// load could not be prepared or measured.
    public LoadResult run(Load load) throws IOException, InterruptedException {
        Steps steps = new Steps(load.operation(), load.concurrency());
        Optional<Dataset> needed = steps.needed();
        if (needed.isPresent()) {
            fixture.prepare(needed.get());
        }
        LoadResult result = measure(load, steps);
        if (load.operation() instanceof Operation.Delete
                || load.operation() instanceof Operation.Mixed) {
            needed.ifPresent(fixture::consumed);
        }
        return result;
    }

    private LoadResult measure(Load load, Steps steps) throws IOException, InterruptedException {
        long start = System.nanoTime() + load.warmup().toNanos();
        Window window = new Window(start, start + load.duration().toNanos(), load.concurrency());
        List<S3Connection> connections = new ArrayList<>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(
                        load.concurrency(), Thread.ofPlatform().name("load-", 0).factory())) {
            List<Future<Tally>> workers = new ArrayList<>();
            for (int i = 0; i < load.concurrency(); i++) {
                S3Connection connection = target.connect();
                connections.add(connection);
                workers.add(pool.submit(new Worker(steps.of(seat(i, connection)), window)));
            }
            Tally total = new Tally();
            Observation observation;
            try {
                observation = observe(window);
            } finally {
                window.end();
                pool.shutdown();
                if (!stop(pool, connections)) {
                    total.failed("no answer in " + GRACE.toSeconds() + " s");
                }
            }
            for (Future<Tally> worker : workers) {
                total.add(Fixture.await(worker));
            }
            return observation.result(load, total);
        }
    }

    private Seat seat(int worker, S3Connection connection) {
        return new Seat(
                worker, connection, target.requests(), content, new SplittableRandom(worker + 1L));
    }

    private Observation observe(Window window) throws IOException, InterruptedException {
        boolean started = window.awaitStart();
        long start = System.nanoTime();
        Meter client = new Meter(ProcessUsage.ofThisProcess());
        Optional<Meter> server = Optional.empty();
        if (serverPid.isPresent()) {
            server = Optional.of(new Meter(ProcessUsage.of(serverPid.getAsLong())));
        }
        while (started && window.await(SAMPLE_NANOS)) {
            client.sample();
            if (server.isPresent()) {
                server.get().sample();
            }
        }
        window.end();
        double seconds = (System.nanoTime() - start) / 1e9;
        Optional<LoadResult.Usage> used = Optional.empty();
        if (server.isPresent()) {
            used = Optional.of(server.get().usage());
        }
        return new Observation(seconds, client.usage(), used);
    }

    /// Lets operations under way end; false if some of a server that hangs had to be cut off.
    private static boolean stop(ExecutorService pool, List<S3Connection> connections)
            throws IOException, InterruptedException {
        boolean ended = pool.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        for (S3Connection connection : connections) {
            connection.close();
        }
        return ended;
    }

    private record Observation(
            double seconds, LoadResult.Usage client, Optional<LoadResult.Usage> server) {
        LoadResult result(Load load, Tally total) {
            return new LoadResult(load, seconds, total.counts(), total.latency(), client, server);
        }
    }
}
