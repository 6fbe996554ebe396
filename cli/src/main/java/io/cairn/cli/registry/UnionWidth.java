package io.cairn.cli.registry;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/// The widest union in a schema.
final class UnionWidth {
    private UnionWidth() {}

    static int of(Schema schema) {
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Schema> open = new ArrayDeque<>(List.of(schema));
        int widest = 0;
        while (!open.isEmpty()) {
            Schema each = open.pop();
            if (seen.add(each)) {
                List<Schema> inside = inside(each);
                open.addAll(inside);
                widest = each.isUnion() ? Math.max(widest, inside.size()) : widest;
            }
        }
        return widest;
    }

    private static List<Schema> inside(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> schema.getFields().stream().map(Schema.Field::schema).toList();
            case UNION -> schema.getTypes();
            case ARRAY -> List.of(schema.getElementType());
            case MAP -> List.of(schema.getValueType());
            case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> List.of();
        };
    }
}
