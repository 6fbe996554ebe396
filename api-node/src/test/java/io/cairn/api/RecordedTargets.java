package io.cairn.api;

import io.cairn.metadata.notification.InvalidRuleException;
import io.cairn.metadata.notification.NotificationRules;
import io.cairn.metadata.notification.NotificationTargets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Targets that remember what they were asked to get ready for, and refuse topics named `refused`.
final class RecordedTargets implements NotificationTargets {
    /// One call.
    record Prepared(NotificationRules rules, Asked asked, boolean tested) {}

    final List<Prepared> prepared = new CopyOnWriteArrayList<>();

    @Override
    public void prepare(NotificationRules rules, Asked asked, boolean tested) {
        if (rules.topics().contains("refused")) {
            throw new InvalidRuleException("refused", "arn", "refused");
        }
        prepared.add(new Prepared(rules, asked, tested));
    }
}
