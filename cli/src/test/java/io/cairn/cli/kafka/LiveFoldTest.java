package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFoldTest {
    private static final Event.Origin ORIGIN = new Event.Origin("root", "request", "127.0.0.1");

    @TempDir Path directory;

    @Test
    void append_ofEvents_isSeenByReadsAndSurvivesARestart() {
        try (LiveFold live = new LiveFold(directory)) {
            BucketImage bucket = create(live, "photos");
            Outcome first = live.namespace().append(put(live, bucket, "a/1", Preconditions.NONE));
            assertThat(first).isInstanceOf(Outcome.Accepted.class);
            Outcome second =
                    live.namespace().append(put(live, bucket, "a/1", Preconditions.ABSENT));
            assertThat(second)
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected ->
                                    assertThat(rejected.rejection())
                                            .isEqualTo(Rejection.PRECONDITION_FAILED));
            assertThat(live.namespace().latest(bucket, new ObjectKey("a/1"))).isPresent();
            assertThat(live.namespace().list(bucket, new ListQuery("", "/", "", 10)).rows())
                    .hasSize(1);
        }
        try (LiveFold live = new LiveFold(directory)) {
            BucketImage bucket = live.namespace().bucket("photos").orElseThrow();
            assertThat(live.namespace().latest(bucket, new ObjectKey("a/1"))).isPresent();
        }
    }

    static BucketImage create(LiveFold live, String name) {
        Outcome outcome =
                live.namespace()
                        .append(
                                event(
                                        live,
                                        name,
                                        Optional.empty(),
                                        new EventBody.BucketCreate(
                                                new BucketId(live.ids.next()), "")));
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return live.namespace().bucket(name).orElseThrow();
    }

    static Event put(LiveFold live, BucketImage bucket, String key, Preconditions preconditions) {
        return event(
                live,
                bucket.name(),
                Optional.of(bucket.id()),
                new EventBody.ObjectPut(
                        new ObjectKey(key),
                        ObjectContent.of(0, "d41d8cd98f00b204e9800998ecf8427e", Optional.empty()),
                        ObjectMetadata.EMPTY,
                        ObjectAttributes.NONE,
                        preconditions,
                        false));
    }

    static Event event(LiveFold live, String bucket, Optional<BucketId> id, EventBody body) {
        return new Event(
                new EventId(live.ids.next()),
                live.ids.clock().millis(),
                bucket,
                id,
                -1,
                ORIGIN,
                body);
    }
}
