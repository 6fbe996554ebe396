package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Writers and deleters that know what was acknowledged to them, and compare it with what is there.
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

    /// Writes and deletes keys of its own until the server is gone.
    private void work(S3Client s3, int worker, long seed) {
        Random random = new Random(seed);
        while (true) {
            String key = "w" + worker + "/k" + random.nextInt(KEYS);
            Optional<Content> next =
                    random.nextInt(4) == 0
                            ? Optional.empty()
                            : Optional.of(new Content(random.nextInt(), length(random)));
            List<Optional<Content>> before = expected.getOrDefault(key, List.of(Optional.empty()));
            List<Optional<Content>> either = new ArrayList<>(before);
            either.add(next);
            expected.put(key, either);
            try {
                if (next.isPresent()) {
                    byte[] content = next.get().bytes();
                    s3.putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
                } else {
                    s3.deleteObject(d -> d.bucket(BUCKET).key(key));
                }
            } catch (SdkException e) {
                return;
            }
            expected.put(key, List.of(next));
            acknowledged.incrementAndGet();
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

    /// How many shards the objects that are there have on all drives.
    long shardsNeeded() {
        return expected.values().stream()
                        .flatMap(contents -> contents.getFirst().stream())
                        .filter(content -> content.length() > 0)
                        .count()
                * LiveServer.DRIVES;
    }
}
