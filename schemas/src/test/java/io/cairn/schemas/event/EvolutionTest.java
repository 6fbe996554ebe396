package io.cairn.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.avro.ChangeKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kinds of events and changes come later without hurting who reads by an earlier schema, and the
/// other way round (FULL_TRANSITIVE).
class EvolutionTest {
    private static void assertCompatible(Schema one, Schema other) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(one, other).getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(other, one).getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    /// The fields of later kinds of events, in the order in which they came.
    private static final List<String> LATER = List.of("relocation", "fence");

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void events_withAndWithoutLaterKinds_areReadEitherWay(int known) {
        List<String> unknown = LATER.subList(known, LATER.size());
        Schema now = Coders.EVENT.schema();
        List<Schema.Field> earlier = new ArrayList<>();
        for (Schema.Field field : now.getFields()) {
            if (!unknown.contains(field.name())) {
                earlier.add(new Schema.Field(field, field.schema()));
            }
        }
        assertThat(earlier).hasSize(now.getFields().size() - unknown.size());
        assertCompatible(
                now,
                Schema.createRecord(
                        now.getName(), now.getDoc(), now.getNamespace(), false, earlier));
    }

    @Test
    void changes_withAndWithoutLaterKinds_areReadEitherWay() {
        Schema now = ChangeKind.getClassSchema();
        List<String> earlier = new ArrayList<>(now.getEnumSymbols());
        assertThat(earlier.remove("SHARDS_RELOCATED")).isTrue();
        assertCompatible(
                now,
                Schema.createEnum(
                        now.getName(),
                        now.getDoc(),
                        now.getNamespace(),
                        earlier,
                        now.getEnumDefault()));
    }
}
