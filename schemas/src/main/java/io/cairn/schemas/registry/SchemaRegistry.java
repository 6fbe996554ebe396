package io.cairn.schemas.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/// Gives schemas ids and ids schemas. An id always means the same schema. Safe for use by many
/// threads.
public interface SchemaRegistry {
    /// The id of `schema`, registered under `subject` if it is not there yet; the registration is
    /// durable when this returns. The subject demands `compatibility` from now on. Throws
    /// [RegistryException] if the registry refuses or cannot be reached.
    int register(String subject, Schema schema, SubjectCompatibility compatibility);

    /// The schema of this id; empty if the registry knows none. Throws [RegistryException] if the
    /// registry cannot be reached.
    Optional<Schema> schema(int id);
}
