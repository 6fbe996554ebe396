package io.cairn.schemas.event;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What can be changed of a version without writing its bytes or making another version: tags by
/// key, retention, legal hold, and grants to others than the owner.
public record ObjectAttributes(
        SortedMap<String, String> tags,
        Optional<Retention> retention,
        LegalHold legalHold,
        List<Grant> grants) {
    /// The most tags of an object.
    public static final int TAGS_MAX = 10;

    /// The longest key of a tag, in UTF-16 characters.
    public static final int TAG_KEY_CHARS_MAX = 128;

    /// The longest value of a tag, in UTF-16 characters.
    public static final int TAG_VALUE_CHARS_MAX = 256;

    /// No attributes at all.
    public static final ObjectAttributes NONE =
            new ObjectAttributes(new TreeMap<>(), Optional.empty(), LegalHold.NEVER, List.of());

    /// Attributes of a new object that has only tags.
    public static ObjectAttributes tagged(SortedMap<String, String> tags) {
        return tags.isEmpty()
                ? NONE
                : new ObjectAttributes(tags, Optional.empty(), LegalHold.NEVER, List.of());
    }

    public ObjectAttributes {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        grants = List.copyOf(grants);
    }

    /// The same attributes with this retention, or none.
    public ObjectAttributes retained(Optional<Retention> changed) {
        return new ObjectAttributes(tags, changed, legalHold, grants);
    }

    /// The same attributes with this legal hold.
    public ObjectAttributes held(LegalHold changed) {
        return new ObjectAttributes(tags, retention, changed, grants);
    }

    /// The same attributes with other tags.
    ObjectAttributes with(SortedMap<String, String> changed) {
        return new ObjectAttributes(changed, retention, legalHold, grants);
    }
}
