package io.cairn.metadata.notification;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// One rule: `types` of events, asked for by these `names`, on keys with this prefix and suffix,
/// both perhaps empty, go to a destination. `id` is what the messages name the rule by.
public record NotificationRule(
        String id,
        String arn,
        Destination destination,
        List<String> names,
        Set<EventType> types,
        String prefix,
        String suffix) {
    public NotificationRule {
        names = List.copyOf(names);
        types = Set.copyOf(types);
    }

    /// A rule for the events of these names.
    static NotificationRule of(
            String id,
            String arn,
            Destination destination,
            List<String> names,
            String prefix,
            String suffix) {
        EnumSet<EventType> types = EnumSet.noneOf(EventType.class);
        names.forEach(name -> types.addAll(EventType.named(name)));
        return new NotificationRule(id, arn, destination, names, types, prefix, suffix);
    }

    /// Whether the rule is about this event on this key.
    boolean matches(EventType type, String key) {
        return key.startsWith(prefix) && key.endsWith(suffix) && types.contains(type);
    }

    /// Whether some event on some key may concern both rules.
    boolean overlaps(NotificationRule other) {
        boolean prefixes = prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix);
        boolean suffixes = suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix);
        return prefixes
                && suffixes
                && names.stream()
                        .anyMatch(name ->
                                other.names.stream().anyMatch(it -> EventType.overlap(name, it)));
    }
}
