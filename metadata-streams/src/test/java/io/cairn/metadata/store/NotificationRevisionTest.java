package io.cairn.metadata.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.EventBody;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which notification configuration a change names.
class NotificationRevisionTest {
    @TempDir Path directory;

    private FoldBench bench;
    private BucketImage bucket;

    @BeforeEach
    void open() {
        bench = new FoldBench(directory);
        bucket = bench.create("photos");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void put(String key) {
        bench.fold(bench.event(bucket, FoldBench.put(key, 0, Optional.empty())));
    }

    private long document(String name, Optional<String> text) {
        bench.fold(bench.event(bucket, new EventBody.BucketDocumentPut(name, text)));
        return bench.changes().getLast().position();
    }

    private long notifications(Optional<String> text) {
        return document(BucketConfiguration.NOTIFICATION, text);
    }

    @Test
    void change_namesTheNotificationsThatWereInForce() {
        put("before");
        long first = notifications(Optional.of("<first/>"));
        put("a");
        document("policy", Optional.of("{}"));
        put("b");
        long second = notifications(Optional.of("<second/>"));
        bench.fold(bench.event(bucket, FoldBench.delete("b")));
        notifications(Optional.empty());
        put("after");
        assertThat(bench.changes().stream().filter(each -> !each.key().isEmpty()))
                .extracting(Change::key, Change::notificationRevision)
                .containsExactly(
                        tuple("before", BucketConfiguration.NO_NOTIFICATIONS),
                        tuple("a", first),
                        tuple("b", first),
                        tuple("b", second),
                        tuple("after", BucketConfiguration.NO_NOTIFICATIONS));
    }
}
