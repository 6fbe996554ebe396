package io.cairn.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VersionIdTest {
    private final Random random = new Random(5);

    @Test
    void id_ofAnEvent_holdsItsPositionAndIsReadFromItsText() {
        for (int i = 0; i < 1_000; i++) {
            long sequence = random.nextLong(Long.MAX_VALUE);
            VersionId id = VersionId.of(sequence, event(), i);
            assertThat(id.sequence()).isEqualTo(sequence);
            assertThat(VersionId.parse(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void ids_ofPositionsEventsAndIndexes_differWhereOneOfThemDoes() {
        EventId event = event();
        Set<VersionId> ids = new HashSet<>();
        for (long sequence = 1; sequence <= 1_000; sequence++) {
            ids.add(VersionId.of(sequence, event, 0));
            ids.add(VersionId.of(sequence, event, 1));
            ids.add(VersionId.of(sequence, event(), 0));
        }
        assertThat(ids).hasSize(3_000).doesNotContain(VersionId.NULL);
    }

    @Test
    void place_ofAVersionWithoutAnId_leadsToItsSequence() {
        for (int i = 0; i < 1_000; i++) {
            long sequence = random.nextLong(Long.MAX_VALUE);
            assertThat(VersionId.ofPlace(sequence).sequence()).isEqualTo(sequence);
            assertThat(VersionId.ofPlace(sequence)).isNotEqualTo(VersionId.NULL);
        }
    }

    private EventId event() {
        return new EventId(new UUID(random.nextLong(), random.nextLong()));
    }
}
