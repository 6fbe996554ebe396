package io.cairn.metadata.delivery;

import java.util.Optional;
import java.util.regex.Pattern;

/// Which topics rules may name.
final class TopicName {
    private static final Pattern KAFKA = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private TopicName() {}

    /// Why no rule may name this topic: it is one of Kafka's or of Cairn's own, which all begin
    /// with `prefix`, or no topic can have that name.
    static Optional<String> refusal(String topic, String prefix) {
        if (!KAFKA.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            return Optional.of("No topic can have the name '" + topic + "'");
        }
        if (topic.startsWith(prefix) || topic.startsWith("__") || topic.equals("_schemas")) {
            return Optional.of("The topic " + topic + " is not for notifications");
        }
        return Optional.empty();
    }
}
