package io.cairn.load.workload;

import io.cairn.load.client.BodySink;
import io.cairn.load.client.BodyText;
import io.cairn.load.client.Request;
import io.cairn.load.client.Response;
import io.cairn.load.client.S3Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes and removes what loads need: the bucket and the objects to read. Objects that are only
/// read are made once for all loads. For one thread.
public final class Fixture {
    private static final int WORKERS_MAX = 16;
    private static final int PAGE_KEYS = 1_000;
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private final Target target;
    private final Content content;
    private final Map<String, Integer> made = new HashMap<>();
    private boolean bucketMade;

    public Fixture(Target target, Content content) {
        this.target = target;
        this.content = content;
    }

    /// Makes the bucket unless it is there.
    public void open() throws IOException {
        try (S3Connection connection = target.connect()) {
            Request request = target.requests().createBucket();
            Response response = connection.exchange(request, BodySink.DISCARD);
            bucketMade = response.isSuccess();
            if (!bucketMade && !response.errorCode().equals("BucketAlreadyOwnedByYou")) {
                throw refused(request, response.errorCode());
            }
        }
    }

    /// Writes the objects of a set that are not there yet.
    void prepare(Dataset set) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger(made.getOrDefault(set.prefix(), 0));
        try (ExecutorService pool = Executors.newFixedThreadPool(WORKERS_MAX)) {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < WORKERS_MAX; i++) {
                writers.add(() -> write(set, next));
            }
            for (Future<Boolean> writer : pool.invokeAll(writers)) {
                await(writer);
            }
        }
        made.merge(set.prefix(), set.objects(), Math::max);
    }

    /// Forgets that a set was made, after a load that used it up.
    void consumed(Dataset set) {
        made.remove(set.prefix());
    }

    /// Deletes all objects that loads wrote, and the bucket if this made it.
    public void clean() throws IOException {
        try (S3Connection connection = target.connect()) {
            for (List<String> keys = page(connection); !keys.isEmpty(); keys = page(connection)) {
                send(connection, target.requests().deleteAll(keys));
            }
            if (bucketMade) {
                send(connection, target.requests().deleteBucket());
            }
        }
    }

    private boolean write(Dataset set, AtomicInteger next) throws IOException {
        try (S3Connection connection = target.connect()) {
            for (int i = next.getAndIncrement(); i < set.objects(); i = next.getAndIncrement()) {
                String key = set.key(i);
                send(
                        connection,
                        target.requests().put(key, content.payload(key, 0, set.sizeBytes())));
            }
            return true;
        }
    }

    private List<String> page(S3Connection connection) throws IOException {
        BodyText answer = new BodyText();
        Request request = target.requests().list(Dataset.ROOT, "", PAGE_KEYS);
        Response response = connection.exchange(request, answer);
        if (!response.isSuccess()) {
            throw refused(request, response.errorCode());
        }
        List<String> keys = new ArrayList<>();
        for (Matcher found = KEY.matcher(answer.text()); found.find(); ) {
            keys.add(found.group(1));
        }
        return keys;
    }

    private static void send(S3Connection connection, Request request) throws IOException {
        BodyText answer = new BodyText();
        Response response = connection.exchange(request, answer);
        if (!response.isSuccess()) {
            throw refused(request, response.errorCode());
        }
        if (answer.text().contains("<Error>")) {
            throw refused(request, BodyText.element(answer.text(), "Code"));
        }
    }

    private static IOException refused(Request request, String code) {
        return new IOException(request.method() + " " + request.path() + " was answered " + code);
    }

    static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new IOException(cause.getMessage(), cause);
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
