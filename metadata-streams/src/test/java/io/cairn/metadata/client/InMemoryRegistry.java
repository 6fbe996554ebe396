package io.cairn.metadata.client;

import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.SubjectCompatibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/// Schemas in memory, for tests.
final class InMemoryRegistry implements SchemaRegistry {
    private final List<Schema> schemas = new ArrayList<>();

    @Override
    public int register(String subject, Schema schema, SubjectCompatibility compatibility) {
        schemas.add(schema);
        return schemas.size() - 1;
    }

    @Override
    public Optional<Schema> schema(int id) {
        return id < schemas.size() ? Optional.of(schemas.get(id)) : Optional.empty();
    }
}
