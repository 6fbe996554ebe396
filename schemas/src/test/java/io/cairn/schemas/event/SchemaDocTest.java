package io.cairn.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/// Every record and field of the schemas says what it means.
class SchemaDocTest {
    @Test
    void schemas_allRecordsAndFields_areDocumented() {
        List<String> undocumented = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Stream.of(
                        Coders.EVENT,
                        Coders.CHANGE,
                        Coders.BUCKET,
                        Coders.RECLAIM,
                        Coders.DAMAGE,
                        Coders.OUTCOME)
                .forEach(coder -> check(coder.schema(), seen, undocumented));
        assertThat(undocumented).isEmpty();
        assertThat(seen).hasSizeGreaterThan(20);
    }

    private static void check(Schema schema, Set<String> seen, List<String> undocumented) {
        switch (schema.getType()) {
            case RECORD -> checkRecord(schema, seen, undocumented);
            case ARRAY -> check(schema.getElementType(), seen, undocumented);
            case UNION -> schema.getTypes().forEach(each -> check(each, seen, undocumented));
            default -> {}
        }
    }

    private static void checkRecord(Schema schema, Set<String> seen, List<String> undocumented) {
        if (!seen.add(schema.getFullName())) {
            return;
        }
        if (schema.getDoc() == null) {
            undocumented.add(schema.getName());
        }
        for (Schema.Field field : schema.getFields()) {
            if (field.doc() == null || !field.doc().endsWith(".")) {
                undocumented.add(schema.getName() + "." + field.name());
            }
            check(field.schema(), seen, undocumented);
        }
    }
}
