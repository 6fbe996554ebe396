package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket of many objects: 20,000 usually, and as many as `cairn.scale.objects` says, in
/// `cairn.scale.directory` if that is set, where they stay. Their events go the way that the front
/// sends them; they have no content.
class ManyObjectsTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyObjectsTest.class);
    private static final int OBJECTS = Integer.getInteger("cairn.scale.objects", 20_000);
    private static final int PER_FOLDER = 10_000;
    private static final int SENDERS = 512;
    private static final int PAGE = 1_000;
    private static final int MILLIS = 1_000;
    private static final int PROGRESS = 1_000_000;
    private static final String BUCKET = "many";
    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";
    private static final Event.Origin ORIGIN = new Event.Origin("root", "request", "127.0.0.1");

    @TempDir Path temporary;

    private final TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new SecureRandom());

    private static String key(int number) {
        return "folder-%05d/%08d".formatted(number / PER_FOLDER, number);
    }

    @Test
    void bucket_ofManyObjects_listsPagesAndPrefixesAlsoAfterARestart() throws Exception {
        String kept = System.getProperty("cairn.scale.directory");
        Path directory = kept == null ? temporary : Path.of(kept);
        try (LiveServer live = new LiveServer(directory)) {
            live.s3().createBucket(request -> request.bucket(BUCKET));
            long begin = System.nanoTime();
            fill(live.node().metadata().namespace());
            report("%,d objects, %,.0f a second", OBJECTS, OBJECTS / seconds(begin));
            check(live);
        }
        long begin = System.nanoTime();
        try (LiveServer live = new LiveServer(directory)) {
            report("ready again after %.1f s", seconds(begin));
            check(live);
        }
    }

    private void fill(Namespace namespace) throws InterruptedException {
        BucketImage bucket = namespace.bucket(BUCKET).orElseThrow();
        AtomicLong done = new AtomicLong();
        AtomicLong rejected = new AtomicLong();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                int first = sender;
                senders.execute(() -> {
                    for (int number = first; number < OBJECTS; number += SENDERS) {
                        if (!(namespace.append(put(bucket, key(number)))
                                instanceof Outcome.Accepted)) {
                            rejected.incrementAndGet();
                        }
                        if (done.incrementAndGet() % PROGRESS == 0) {
                            report("%,d objects so far", done.get());
                        }
                    }
                });
            }
            senders.shutdown();
            assertThat(senders.awaitTermination(6, TimeUnit.HOURS)).isTrue();
        }
        assertThat(done).hasValue(OBJECTS);
        assertThat(rejected).hasValue(0);
    }

    private Event put(BucketImage bucket, String key) {
        return new Event(
                new EventId(ids.next()),
                ids.clock().millis(),
                bucket.name(),
                Optional.of(bucket.id()),
                -1,
                ORIGIN,
                new EventBody.ObjectPut(
                        new ObjectKey(key),
                        ObjectContent.of(0, MD5_OF_NOTHING, Optional.empty()),
                        ObjectMetadata.EMPTY,
                        ObjectAttributes.NONE,
                        Preconditions.NONE,
                        false));
    }

    private static void check(LiveServer live) {
        int middle = OBJECTS / 2;
        long begin = System.nanoTime();
        ListObjectsV2Response page =
                live.s3()
                        .listObjectsV2(request ->
                                request.bucket(BUCKET).startAfter(key(middle - 1)).maxKeys(PAGE));
        report("a page of %,d after %.1f ms", PAGE, seconds(begin) * MILLIS);
        assertThat(page.contents())
                .hasSize(PAGE)
                .extracting(S3Object::key)
                .first()
                .isEqualTo(key(middle));
        assertThat(page.contents().getLast().key()).isEqualTo(key(middle + PAGE - 1));
        assertThat(page.isTruncated()).isTrue();
        begin = System.nanoTime();
        ListObjectsV2Response folders =
                live.s3().listObjectsV2(request -> request.bucket(BUCKET).delimiter("/"));
        report("%,d folders after %.1f ms", folders.keyCount(), seconds(begin) * MILLIS);
        assertThat(folders.commonPrefixes())
                .hasSize(Math.min(PAGE, (OBJECTS + PER_FOLDER - 1) / PER_FOLDER));
        assertThat(live.s3().headObject(request -> request.bucket(BUCKET).key(key(OBJECTS - 1))))
                .returns(0L, head -> head.contentLength());
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void report(String format, Object... values) {
        LOG.info(String.format(Locale.ROOT, format, values));
    }
}
