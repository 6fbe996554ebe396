package io.cairn.cli.training;

import io.cairn.cli.client.SignedClient;
import io.cairn.cli.client.SignedClient.Request;
import io.cairn.platform.Deadline;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Asks a server for what clients ask it most: small objects over and over, so that the JVM sees
/// what is hot and compiles it, and a few of everything else.
public final class TrainingLoad implements AutoCloseable {
    private static final String BUCKET = "/training";
    private static final int CLIENTS = 8;
    private static final int SMALL_BYTES = 4096;
    private static final int LARGE_BYTES = 3 << 20;
    private static final int PART_BYTES = 5 << 20;
    private static final int ROUNDS_PER_LISTING = 50;
    private static final int ROUNDS_PER_LARGE = 400;
    private static final int KEYS = 100;
    private static final String OPEN = "<UploadId>";

    private final SignedClient client;

    /// A load for the server at `endpoint`, of which this is an access key.
    public TrainingLoad(URI endpoint, String keyId, String secret, Clock clock) {
        this.client =
                new SignedClient(endpoint, new SignedClient.Key(keyId, secret, "us-east-1"), clock);
    }

    /// Runs `rounds` of requests, or as many as there are until `deadline`. Throws IOException that
    /// names a request if one fails.
    public void run(int rounds, Deadline deadline) throws IOException, InterruptedException {
        client.send(Request.of("PUT", BUCKET));
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            Iterable<Future<Void>> running =
                    IntStream.range(0, CLIENTS)
                            .mapToObj(number ->
                                    clients.submit(() -> runOne(number, rounds, deadline)))
                            .toList();
            for (Future<Void> each : running) {
                await(each);
            }
        }
        multipart();
        deleteMany();
    }

    private static void await(Future<Void> running) throws IOException, InterruptedException {
        try {
            running.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private Void runOne(int number, int rounds, Deadline deadline)
            throws IOException, InterruptedException {
        byte[] small = new byte[SMALL_BYTES];
        byte[] large = new byte[LARGE_BYTES];
        for (int round = number; round < rounds && !deadline.isOver(); round += CLIENTS) {
            String path = BUCKET + "/small/" + number + "/" + round % KEYS;
            client.send(round % 2 == 0 ? Request.put(path, small) : chunked(path, small));
            client.send(Request.of("HEAD", path));
            client.send(Request.of("GET", path));
            if (round % ROUNDS_PER_LISTING < CLIENTS) {
                listAndDelete(path);
            }
            if (round % ROUNDS_PER_LARGE < CLIENTS) {
                putAndGetLarge(BUCKET + "/large/" + number, large);
            }
        }
        return null;
    }

    /// As the SDKs send a body whose checksum comes behind it.
    private static Request chunked(String path, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        String checksum =
                Base64.getEncoder()
                        .encodeToString(HexFormat.of().parseHex("%08x".formatted(crc.getValue())));
        byte[] head = bytes(Integer.toHexString(content.length) + "\r\n");
        byte[] tail = bytes("\r\n0\r\nx-amz-checksum-crc32:" + checksum + "\r\n\r\n");
        byte[] body = new byte[head.length + content.length + tail.length];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(content, 0, body, head.length, content.length);
        System.arraycopy(tail, 0, body, head.length + content.length, tail.length);
        return new Request(
                "PUT",
                path,
                "",
                Map.of(
                        "content-encoding", "aws-chunked",
                        "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                        "x-amz-decoded-content-length", String.valueOf(content.length),
                        "x-amz-trailer", "x-amz-checksum-crc32"),
                body);
    }

    private void listAndDelete(String path) throws IOException, InterruptedException {
        client.send(get("", "list-type=2&max-keys=100&prefix=small%2F"));
        client.send(get("", "delimiter=%2F&list-type=2"));
        client.send(get("", "delimiter=%2F&prefix=small%2F"));
        client.send(
                new Request(
                        "PUT", path + "-copy", "", Map.of("x-amz-copy-source", path), new byte[0]));
        client.send(Request.of("DELETE", path + "-copy"));
    }

    private void putAndGetLarge(String path, byte[] content)
            throws IOException, InterruptedException {
        client.send(Request.put(path, content));
        client.send(Request.of("GET", path));
        client.send(
                new Request(
                        "GET", path, "", Map.of("range", "bytes=1000000-1065535"), new byte[0]));
    }

    private void multipart() throws IOException, InterruptedException {
        String path = BUCKET + "/multipart";
        String opened = text(client.send(query("POST", path, "uploads=", "")));
        int begin = opened.indexOf(OPEN) + OPEN.length();
        String upload = "uploadId=" + opened.substring(begin, opened.indexOf('<', begin));
        StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= 2; number++) {
            byte[] content = new byte[PART_BYTES];
            client.send(
                    new Request(
                            "PUT", path, "partNumber=" + number + "&" + upload, Map.of(), content));
            String tag = HexFormat.of().formatHex(md5(content));
            parts.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
            parts.append(tag).append("</ETag></Part>");
        }
        parts.append("</CompleteMultipartUpload>");
        client.send(query("POST", path, upload, parts.toString()));
        client.send(Request.of("GET", path));
    }

    private void deleteMany() throws IOException, InterruptedException {
        String document =
                "<Delete><Object><Key>multipart</Key></Object>"
                        + "<Object><Key>large/1</Key></Object></Delete>";
        String hash = Base64.getEncoder().encodeToString(md5(bytes(document)));
        client.send(
                new Request(
                        "POST", BUCKET, "delete=", Map.of("content-md5", hash), bytes(document)));
    }

    private static Request get(String key, String query) {
        return query("GET", BUCKET + key, query, "");
    }

    private static Request query(String method, String path, String query, String body) {
        return new Request(method, path, query, Map.of(), bytes(body));
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
