package io.cairn.metadata.notification;

import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.Change;
import java.util.List;
import java.util.Optional;

/// Says what one topic is told of a change. A pure function of the change and of the rules that
/// were in force at its position in the log; so it gives the same messages whenever it is asked.
public record Notifier(String topic, InForce rules, MessageWriter writer) {
    /// The rules by which a bucket's changes were told, and who owns the bucket.
    public record Configured(NotificationRules rules, String owner) {}

    /// Knows the rules of every time.
    @FunctionalInterface
    public interface InForce {
        /// Those that the event at `position` of this partition of the log set.
        Configured at(int partition, long position);
    }

    /// The messages of a change, mostly none or one.
    public List<Message> messages(Change change) {
        Optional<EventType> type = EventType.of(change);
        long revision = change.notificationRevision();
        if (type.isEmpty() || revision == BucketConfiguration.NO_NOTIFICATIONS) {
            return List.of();
        }
        Configured configured = rules.at(change.partition(), revision);
        return configured
                .rules()
                .matching(topic, type.get(), change.key())
                .map(rule -> writer.write(rule, type.get(), change, configured.owner()))
                .toList();
    }
}
