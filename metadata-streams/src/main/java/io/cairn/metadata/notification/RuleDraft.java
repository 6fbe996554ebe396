package io.cairn.metadata.notification;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A rule whose elements are read one by one, by one thread.
final class RuleDraft {
    /// The elements that hold a rule.
    static final Set<String> RULES =
            Set.of("TopicConfiguration", "QueueConfiguration", "CloudFunctionConfiguration");

    private static final int ID_CHARS_MAX = 255;
    private static final int VALUE_BYTES_MAX = 1024;

    private final List<String> names = new ArrayList<>();
    private String id = "";
    private String arn = "";
    private String filterName = "";
    private @Nullable String prefix;
    private @Nullable String suffix;

    /// Takes the text of an element. Throws [InvalidRuleException] for what no rule may say.
    void set(String element, String text) {
        switch (element) {
            case "Id" -> id = text.strip();
            case "Topic", "Queue", "CloudFunction" -> arn = text.strip();
            case "Event" -> addEvent(text.strip());
            case "Name" -> filterName = text.strip().toLowerCase(Locale.ROOT);
            case "Value" -> filter(text);
            default -> {
                // It only holds other elements.
            }
        }
    }

    private void addEvent(String name) {
        if (!EventType.isName(name)) {
            throw new InvalidRuleException(
                    "The event '" + name + "' is not supported for notifications", "Event", name);
        }
        names.add(name);
    }

    private void filter(String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            throw new InvalidRuleException(
                    "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
                    "FilterRule.Value",
                    value);
        }
        switch (filterName) {
            case "prefix" -> prefix = once(prefix, value);
            case "suffix" -> suffix = once(suffix, value);
            default ->
                    throw new InvalidRuleException(
                            "filter rule name must be either prefix or suffix",
                            "FilterRule.Name",
                            filterName);
        }
    }

    private String once(@Nullable String before, String value) {
        if (before != null) {
            throw new InvalidRuleException(
                    "Cannot specify more than one " + filterName + " rule in a filter.",
                    "FilterRule.Name",
                    filterName);
        }
        return value;
    }

    /// The rule that was read.
    NotificationRule rule() {
        if (id.length() > ID_CHARS_MAX) {
            throw new InvalidRuleException("The ID is longer than 255 characters", "Id", id);
        }
        Destination destination =
                Destination.parse(arn)
                        .orElseThrow(() ->
                                new InvalidRuleException("The ARN is not well formed", "ARN", arn));
        return NotificationRule.of(
                id,
                arn,
                destination,
                names,
                prefix == null ? "" : prefix,
                suffix == null ? "" : suffix);
    }
}
