package io.cairn.schemas.registry;

/// The registry answered, and does not know the schema of a record. It may hear of it a moment
/// later; if not, the record is of a writer whose schemas were lost.
public final class UnknownSchemaException extends RegistryException {
    private static final long serialVersionUID = 1;

    public UnknownSchemaException(int id) {
        super("a record of schema " + id + ", which the schema registry does not know", null);
    }
}
