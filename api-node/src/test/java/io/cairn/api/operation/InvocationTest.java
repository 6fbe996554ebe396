package io.cairn.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The ids of events that come from calls.
class InvocationTest {
    private static final BucketId BUCKET = new BucketId(new UUID(1, 2));

    private static EventId id(
            String accessKey, String call, String bucket, BucketId id, String asked, int life) {
        return new Invocation(accessKey, call, false)
                .eventId(bucket, id, asked.getBytes(StandardCharsets.UTF_8), life);
    }

    @Test
    void eventId_ofTheSame_isTheSame() {
        EventId id = id("AKID", "call", "b", BUCKET, "asked", 0);
        assertThat(id("AKID", "call", "b", BUCKET, "asked", 0)).isEqualTo(id);
        assertThat(
                        new Invocation("AKID", "call", true)
                                .eventId("b", BUCKET, "asked".getBytes(StandardCharsets.UTF_8), 0))
                .isEqualTo(id);
    }

    /// Also if what one field lacks is in its neighbour. So nobody finds the event of another
    /// access key.
    @Test
    void eventId_whereAnythingDiffers_isAnother() {
        assertThat(
                        List.of(
                                id("AKID", "call", "b", BUCKET, "asked", 0),
                                id("AKI", "call", "b", BUCKET, "asked", 0),
                                id("AKI", "Dcall", "b", BUCKET, "asked", 0),
                                id("AKIDc", "all", "b", BUCKET, "asked", 0),
                                id("AKID", "cal", "lb", BUCKET, "asked", 0),
                                id("AKID", "call", "c", BUCKET, "asked", 0),
                                id("AKID", "call", "b", new BucketId(new UUID(2, 1)), "asked", 0),
                                id("AKID", "call", "b", BUCKET, "other", 0),
                                id("AKID", "call", "b", BUCKET, "asked", 1)))
                .doesNotHaveDuplicates();
    }
}
