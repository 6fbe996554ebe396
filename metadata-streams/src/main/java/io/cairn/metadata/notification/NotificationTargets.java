package io.cairn.metadata.notification;

/// Where messages go. Safe for use by many threads.
public interface NotificationTargets {
    /// What asks for a configuration: a request on a bucket, taken at `timeMillis` since the epoch.
    record Asked(String bucket, String requestId, long timeMillis) {}

    /// Gets ready to tell the destinations of these rules of every change from here on. Called
    /// before the rules are written to the log. Throws [InvalidRuleException] for a topic that no
    /// rule may name, and if there are too many.
    ///
    /// With `tested` each destination gets a test message, and is created if it is missing; throws
    /// [InvalidRuleException] if one cannot be told. Without, one that cannot be told now is tried
    /// later.
    void prepare(NotificationRules rules, Asked asked, boolean tested);
}
