package io.cairn.metadata.fold;

import io.cairn.schemas.event.ObjectAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The rules of tags: how many an object has, and how long they are. Which characters they have is
/// checked where clients are answered.
final class TagRules {
    private TagRules() {}

    /// Why an object cannot have these tags.
    static Optional<String> refusal(SortedMap<String, String> tags) {
        if (tags.size() > ObjectAttributes.TAGS_MAX) {
            return Optional.of(tags.size() + " tags");
        }
        return tags.entrySet().stream()
                .filter(TagRules::isTooLong)
                .findFirst()
                .map(tag -> "a tag whose key or value is empty or too long");
    }

    private static boolean isTooLong(Map.Entry<String, String> tag) {
        return tag.getKey().isEmpty()
                || tag.getKey().length() > ObjectAttributes.TAG_KEY_CHARS_MAX
                || tag.getValue().length() > ObjectAttributes.TAG_VALUE_CHARS_MAX;
    }
}
