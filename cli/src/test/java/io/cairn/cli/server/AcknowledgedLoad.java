package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Clients that put, copy, upload in parts, read and delete objects of their own, know what was
/// acknowledged to them, and compare it with what is there.
final class AcknowledgedLoad {
    static final String BUCKET = "stones";
    private static final int WORKERS = 8;
    private static final int KEYS = 20;
    private static final long SEED = 1_729;

    /// What a key may hold: a content of this seed and length, or nothing.
    private record Content(long seed, int length) {
        byte[] bytes() {
            return LiveServer.bytes(seed, length);
        }
    }

    /// The contents that a key may have: one, or two while an operation has no answer.
    private final Map<String, List<Optional<Content>>> expected = new ConcurrentHashMap<>();

    private final AtomicInteger acknowledged = new AtomicInteger();

    /// Answers under load that should not have been: other bytes, or an error.
    private final Queue<String> wrongAnswers = new ConcurrentLinkedQueue<>();

    /// Changes and reads keys of its own until the server is gone.
    private void work(S3Client s3, int worker, long seed) {
        Random random = new Random(seed);
        try {
            while (true) {
                String key = key(worker, random);
                switch (random.nextInt(12)) {
                    case 0, 1, 2 ->
                            change(
                                    key,
                                    Optional.empty(),
                                    _ -> s3.deleteObject(d -> d.bucket(BUCKET).key(key)));
                    case 3 -> copy(s3, key(worker, random), key);
                    case 4 -> change(key, some(random), content -> uploadInParts(s3, key, content));
                    case 5, 6 -> read(s3, key);
                    default ->
                            change(
                                    key,
                                    some(random),
                                    content ->
                                            s3.putObject(
                                                    p -> p.bucket(BUCKET).key(key),
                                                    RequestBody.fromBytes(content)));
                }
            }
        } catch (AwsServiceException e) {
            wrongAnswers.add(e.toString());
        } catch (SdkException e) {
            // The server was killed.
            return;
        }
    }

    private static String key(int worker, Random random) {
        return "w" + worker + "/k" + random.nextInt(KEYS);
    }

    private static Optional<Content> some(Random random) {
        return Optional.of(new Content(random.nextInt(), length(random)));
    }

    /// Has `request` bring `next` about: until it was answered the key may hold that or what it
    /// held.
    private void change(String key, Optional<Content> next, Consumer<byte[]> request) {
        List<Optional<Content>> either = new ArrayList<>(allowed(key));
        either.add(next);
        expected.put(key, either);
        request.accept(next.map(Content::bytes).orElse(new byte[0]));
        expected.put(key, List.of(next));
        acknowledged.incrementAndGet();
    }

    private List<Optional<Content>> allowed(String key) {
        return expected.getOrDefault(key, List.of(Optional.empty()));
    }

    private void copy(S3Client s3, String from, String to) {
        Optional<Content> source = allowed(from).getFirst();
        if (source.isPresent() && !from.equals(to)) {
            change(
                    to,
                    source,
                    _ ->
                            s3.copyObject(c ->
                                    c.sourceBucket(BUCKET)
                                            .sourceKey(from)
                                            .destinationBucket(BUCKET)
                                            .destinationKey(to)));
        }
    }

    private static void uploadInParts(S3Client s3, String key, byte[] content) {
        String upload = s3.createMultipartUpload(c -> c.bucket(BUCKET).key(key)).uploadId();
        CompletedPart part =
                CompletedPart.builder()
                        .partNumber(1)
                        .eTag(
                                s3.uploadPart(
                                                u ->
                                                        u.bucket(BUCKET)
                                                                .key(key)
                                                                .uploadId(upload)
                                                                .partNumber(1),
                                                RequestBody.fromBytes(content))
                                        .eTag())
                        .build();
        s3.completeMultipartUpload(c ->
                c.bucket(BUCKET).key(key).uploadId(upload).multipartUpload(m -> m.parts(part)));
    }

    private void read(S3Client s3, String key) {
        Optional<byte[]> found = get(s3, key);
        if (allowed(key).stream().noneMatch(content -> matches(content, found))) {
            wrongAnswers.add(
                    "%s gave %s bytes, not %s"
                            .formatted(key, found.map(bytes -> bytes.length), allowed(key)));
        }
    }

    private static int length(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 1_500_000 + random.nextInt(1_000_000);
            case 2, 3 -> 64_000 + random.nextInt(200_000);
            default -> random.nextInt(10_000);
        };
    }

    /// Loads the server until `more` operations were acknowledged, and kills it while it goes on.
    void loadAndKill(ServerProcess server, URI endpoint, int round, int more) throws Exception {
        int enough = acknowledged.get() + more;
        try (S3Client s3 = LiveServer.client(endpoint);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < WORKERS; worker++) {
                int number = worker;
                executor.submit(() -> work(s3, number, SEED + 100L * round + number));
            }
            boolean loaded = LiveServer.await(() -> acknowledged.get() >= enough);
            server.kill();
            assertThat(loaded).as("acknowledged %d", acknowledged.get()).isTrue();
        }
    }

    /// Compares every key with what it may hold, and settles those without an answer.
    void check(S3Client s3) {
        assertThat(wrongAnswers).as("answers under load, seed %d", SEED).isEmpty();
        List<String> listed =
                s3.listObjectsV2Paginator(l -> l.bucket(BUCKET)).contents().stream()
                        .map(S3Object::key)
                        .toList();
        for (Map.Entry<String, List<Optional<Content>>> entry : expected.entrySet()) {
            String key = entry.getKey();
            Optional<byte[]> found = get(s3, key);
            Optional<Optional<Content>> match =
                    entry.getValue().stream()
                            .filter(content -> matches(content, found))
                            .findFirst();
            assertThat(match)
                    .as(
                            "%s holds %s bytes, expected one of %s (seed %d)",
                            key, found.map(bytes -> bytes.length), entry.getValue(), SEED)
                    .isPresent();
            assertThat(listed.contains(key)).as(key).isEqualTo(found.isPresent());
            entry.setValue(List.of(match.get()));
        }
        assertThat(listed).allMatch(expected::containsKey);
    }

    /// Gives up the uploads that kills left open.
    static void abortUploads(S3Client s3) {
        s3.listMultipartUploadsPaginator(l -> l.bucket(BUCKET)).uploads().stream()
                .toList()
                .forEach(upload ->
                        s3.abortMultipartUpload(a ->
                                a.bucket(BUCKET).key(upload.key()).uploadId(upload.uploadId())));
    }

    private static boolean matches(Optional<Content> content, Optional<byte[]> found) {
        return content.isPresent() == found.isPresent()
                && (found.isEmpty() || Arrays.equals(content.get().bytes(), found.get()));
    }

    private static Optional<byte[]> get(S3Client s3, String key) {
        try {
            return Optional.of(s3.getObjectAsBytes(g -> g.bucket(BUCKET).key(key)).asByteArray());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    /// How many shards the objects that are there have on all drives, once no upload is open.
    long shardsNeeded() {
        return expected.values().stream()
                        .flatMap(contents -> contents.getFirst().stream())
                        .filter(content -> content.length() > 0)
                        .count()
                * LiveServer.DRIVES;
    }
}
