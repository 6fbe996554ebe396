package io.cairn.cli.registry;

import io.cairn.schemas.registry.SubjectCompatibility;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/// What a new schema of a subject must be able to do: BACKWARD reads what the old ones wrote,
/// FORWARD is read by the old ones, FULL both; TRANSITIVE against all of them, else against the
/// latest.
enum Compatibility {
    NONE,
    BACKWARD,
    BACKWARD_TRANSITIVE,
    FORWARD,
    FORWARD_TRANSITIVE,
    FULL,
    FULL_TRANSITIVE;

    /// Avro's reasons quote both schemas.
    private static final int WORDS_CHARS_MAX = 4096;

    /// What our own topics demand.
    static Compatibility of(SubjectCompatibility demanded) {
        return switch (demanded) {
            case BACKWARD_TRANSITIVE -> BACKWARD_TRANSITIVE;
            case FULL_TRANSITIVE -> FULL_TRANSITIVE;
        };
    }

    /// Why `candidate` may not follow `existing`, whose texts are in order of their versions; empty
    /// if it may. One of them is parsed at a time, and none that is not looked at.
    Optional<String> refusal(Schema candidate, List<String> existing) {
        if (this == NONE || existing.isEmpty()) {
            return Optional.empty();
        }
        Iterable<Schema> parsed =
                () -> existing.reversed().stream().map(EmbeddedRegistry::parse).iterator();
        try {
            validator().validate(candidate, parsed);
            return Optional.empty();
        } catch (SchemaValidationException e) {
            String words = String.valueOf(e.getMessage());
            return Optional.of(words.substring(0, Math.min(WORDS_CHARS_MAX, words.length())));
        }
    }

    private SchemaValidator validator() {
        SchemaValidatorBuilder builder = new SchemaValidatorBuilder();
        return switch (this) {
            case BACKWARD -> builder.canReadStrategy().validateLatest();
            case BACKWARD_TRANSITIVE -> builder.canReadStrategy().validateAll();
            case FORWARD -> builder.canBeReadStrategy().validateLatest();
            case FORWARD_TRANSITIVE -> builder.canBeReadStrategy().validateAll();
            case FULL -> builder.mutualReadStrategy().validateLatest();
            case FULL_TRANSITIVE -> builder.mutualReadStrategy().validateAll();
            case NONE -> throw new IllegalStateException("NONE validates nothing");
        };
    }
}
