package io.cairn.cli.kafka;

import io.cairn.platform.Allowance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where Kafka clients come in from outside, without a password. Kafka's own listeners take any
/// frame of up to a hundred megabytes from anyone, and reserve the memory for it as soon as its
/// length is announced; their limits hold for all listeners, while the server itself needs records
/// of 16 MiB. So this reads the requests first, and hands the broker those of a sane length and
/// kind, a few at a time. [OuterLimits] has the limits, [OuterRules] what is a sane kind.
///
/// If there are too many connections, the one is closed for which nothing has happened for the
/// longest time, of the address that has most: those who use theirs keep it.
///
/// Bound when it is made, so that the broker can be told the port; started once, closed once.
final class OuterPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OuterPort.class);
    private static final Duration REPORTS = Duration.ofMinutes(1);
    private static final long WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ACCEPT_FAILED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerSocket socket = new ServerSocket();
    private final OuterLimits limits;
    private final ForeignGroups groups;
    private final Allowance connecting;
    private final Set<OuterConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> refused = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// Binds `address`. Throws IOException if that is not to be had.
    OuterPort(InetSocketAddress address, OuterLimits limits) throws IOException {
        this.limits = limits;
        this.groups = new ForeignGroups(limits.groupsMax());
        this.connecting =
                new Allowance(
                        limits.connectionsPerSecond(), Duration.ofSeconds(1), System.nanoTime());
        boolean bound = false;
        try {
            socket.setReuseAddress(true);
            socket.bind(address, limits.backlog());
            bound = true;
        } finally {
            if (!bound) {
                socket.close();
            }
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    ForeignGroups groups() {
        return groups;
    }

    /// How many connections there are.
    int size() {
        return connections.size();
    }

    /// How often connections were closed by the server, or requests refused, for this reason since
    /// the last report.
    long refused(String reason) {
        return Optional.ofNullable(refused.get(reason)).map(AtomicLong::get).orElse(0L);
    }

    /// Begins to serve: with what the broker answers that `login` reaches.
    void start(OuterLogin login) {
        OuterRules rules =
                new OuterRules(
                        limits,
                        groups,
                        new Allowance(
                                limits.groupBytesMax(),
                                limits.groupBytesPeriod(),
                                System.nanoTime()));
        OuterConnection.Shared shared = new OuterConnection.Shared(limits, this::count);
        Thread.ofPlatform()
                .daemon()
                .name("kafka-outer-port")
                .start(() -> acceptAll(login, rules, shared));
        Thread.ofPlatform().daemon().name("kafka-outer-watch").start(this::watch);
    }

    private void acceptAll(OuterLogin login, OuterRules rules, OuterConnection.Shared shared) {
        while (!closed) {
            try {
                Socket client = socket.accept();
                pace();
                makeRoom(client.getInetAddress());
                admit(client, login, rules, shared);
            } catch (IOException e) {
                if (!closed) {
                    count("connections that could not be accepted");
                    LockSupport.parkNanos(ACCEPT_FAILED_NANOS);
                }
            }
        }
    }

    private void admit(
            Socket client, OuterLogin login, OuterRules rules, OuterConnection.Shared shared)
            throws IOException {
        boolean served = false;
        try {
            client.setTcpNoDelay(true);
            client.setKeepAlive(true);
            serve(new OuterConnection(client, login, rules, shared));
            served = true;
        } finally {
            if (!served) {
                client.close();
            }
        }
    }

    private void pace() {
        while (!closed && !connecting.take(1, System.nanoTime())) {
            LockSupport.parkNanos(connecting.waitNanos(1, System.nanoTime()));
        }
    }

    private void serve(OuterConnection connection) {
        connections.add(connection);
        if (closed) {
            connection.close();
        }
        Thread.ofVirtual()
                .name("kafka-outer")
                .start(() -> {
                    try {
                        connection.run();
                    } finally {
                        connections.remove(connection);
                    }
                });
    }

    /// Closes a connection if one more would be too many.
    private void makeRoom(InetAddress address) {
        Map<InetAddress, Long> counts =
                connections.stream()
                        .collect(
                                Collectors.groupingBy(
                                        OuterConnection::address, Collectors.counting()));
        Optional<InetAddress> crowded =
                counts.getOrDefault(address, 0L) >= limits.addressConnectionsMax()
                        ? Optional.of(address)
                        : counts.entrySet().stream()
                                .filter(_ -> connections.size() >= limits.connectionsMax())
                                .max(Map.Entry.comparingByValue())
                                .map(Map.Entry::getKey);
        crowded.ifPresent(this::closeStalest);
    }

    private void closeStalest(InetAddress address) {
        long now = System.nanoTime();
        connections.stream()
                .filter(each -> each.address().equals(address))
                .max(Comparator.comparingLong(each -> each.silentNanos(now)))
                .ifPresent(stalest -> {
                    count("connections that had to make room for others");
                    connections.remove(stalest);
                    stalest.close();
                });
    }

    /// Closes what takes too long, and says from time to time what was refused.
    private void watch() {
        long reportedNanos = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(WATCH_NANOS);
            long now = System.nanoTime();
            for (OuterConnection each : connections) {
                if (each.overdue(now)) {
                    count("connections that took too long");
                    each.close();
                }
            }
            if (now - reportedNanos > REPORTS.toNanos()) {
                reportedNanos = now;
                report();
            }
        }
    }

    private void report() {
        Map<String, Long> seen = new TreeMap<>();
        for (String reason : refused.keySet()) {
            AtomicLong gone = refused.remove(reason);
            if (gone != null) {
                seen.put(reason, gone.get());
            }
        }
        if (!seen.isEmpty()) {
            LOG.warn(
                    "closed on the Kafka port in the last minute: {}",
                    seen.entrySet().stream()
                            .map(each -> each.getValue() + " " + each.getKey())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void count(String reason) {
        refused.computeIfAbsent(reason, _ -> new AtomicLong()).incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the Kafka port", e);
        }
        connections.forEach(OuterConnection::close);
    }
}
