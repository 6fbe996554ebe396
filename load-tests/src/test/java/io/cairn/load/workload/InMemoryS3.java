package io.cairn.load.workload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cairn.load.client.Credentials;
import io.cairn.load.client.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Just enough of S3 for loads, on a free port. Signatures are not looked at.
final class InMemoryS3 implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    final AtomicInteger gets = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    InMemoryS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    Target target() {
        Endpoint endpoint =
                Endpoint.parse("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new Target(
                endpoint,
                new Credentials("access", "secret", "us-east-1"),
                "bucket",
                Clock.systemUTC());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String[] path = exchange.getRequestURI().getPath().split("/", 3);
            String key = path.length > 2 ? path[2] : "";
            if (key.isEmpty()) {
                answerBucket(exchange, new String(body, StandardCharsets.UTF_8));
            } else {
                answerObject(exchange, key, body);
            }
        }
    }

    private void answerBucket(HttpExchange exchange, String body) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                StringBuilder xml = new StringBuilder();
                objects.keySet().stream()
                        .limit(1000)
                        .forEach(key -> xml.append("<Key>").append(key).append("</Key>"));
                answer(exchange, 200, xml.toString().getBytes(StandardCharsets.UTF_8));
            }
            case "POST" -> {
                for (Matcher found = KEY.matcher(body); found.find(); ) {
                    objects.remove(found.group(1));
                }
                answer(exchange, 200, new byte[0]);
            }
            default -> answer(exchange, 200, new byte[0]);
        }
    }

    private void answerObject(HttpExchange exchange, String key, byte[] body) throws IOException {
        byte[] found = objects.get(key);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                objects.put(key, body);
                answer(exchange, 200, new byte[0]);
            }
            case "DELETE" -> {
                objects.remove(key);
                answer(exchange, 204, new byte[0]);
            }
            default -> {
                gets.incrementAndGet();
                byte[] missing =
                        "<Error><Code>NoSuchKey</Code></Error>".getBytes(StandardCharsets.UTF_8);
                answer(exchange, found == null ? 404 : 200, found == null ? missing : found);
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
