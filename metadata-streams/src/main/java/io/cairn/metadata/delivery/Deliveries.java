package io.cairn.metadata.delivery;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.notification.InvalidRuleException;
import io.cairn.metadata.notification.MessageWriter;
import io.cairn.metadata.notification.NotificationRule;
import io.cairn.metadata.notification.NotificationRules;
import io.cairn.metadata.notification.NotificationTargets;
import io.cairn.metadata.topology.LogException;
import io.cairn.metadata.topology.LogOffsets;
import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicException;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells all topics that rules of buckets name, each by a delivery of its own. A server whose
/// buckets have no rules runs none. Started once, closed once.
public final class Deliveries implements NotificationTargets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /// Each topic costs some threads and a few MiB.
    static final int TOPICS_MAX = 16;

    private static final String UNABLE =
            "Unable to validate the following destination configurations";
    private static final int PAGE = 1_000;
    private static final long POLL_MILLIS = 200;
    private static final Duration STOP = Duration.ofSeconds(4);

    private final DeliveryContext context;
    private final Namespace namespace;
    private final BooleanSupplier ready;
    private final Background finder = new Background("notifications", this::find);
    private final Map<String, TopicDelivery> deliveries = new HashMap<>();

    /// Deliveries of what `namespace` holds once it is `ready`. `admin` has to stay open until this
    /// is closed.
    public Deliveries(
            DeliveryConfig config,
            Brokers brokers,
            Namespace namespace,
            BooleanSupplier ready,
            MessageWriter writer,
            MonotonicClock clock) {
        this.context =
                DeliveryContext.of(
                        config,
                        brokers.kafka(),
                        brokers.admin(),
                        brokers.registry(),
                        writer,
                        clock);
        this.namespace = namespace;
        this.ready = ready;
    }

    /// Where the log is, and what its records mean.
    public record Brokers(KafkaConnection kafka, Admin admin, SchemaRegistry registry) {}

    /// Goes on with what was not told before the last stop. Returns at once.
    public void start() {
        finder.start();
    }

    private void find() throws InterruptedException {
        while (!ready.getAsBoolean()) {
            if (finder.pause(POLL_MILLIS)) {
                return;
            }
        }
        Set<String> named = named();
        for (String topic : known()) {
            if (!named.contains(topic)) {
                finish(topic);
            }
        }
        if (named.stream().anyMatch(topic -> !context.group(topic).exists())) {
            // The log was rebuilt, and `changes` is made again: what was decided before was told.
            awaitChanges();
        }
        for (String topic : named) {
            delivery(topic).begin();
        }
        finder.stop();
    }

    /// The topics that rules name now.
    private Set<String> named() {
        Set<String> topics = new TreeSet<>();
        String after = "";
        Namespace.BucketPage page;
        do {
            page = namespace.buckets("", after, PAGE);
            for (BucketImage bucket : page.buckets()) {
                bucket.configuration()
                        .document(BucketConfiguration.NOTIFICATION)
                        .ifPresent(text -> topics.addAll(NotificationRules.parse(text).topics()));
                after = bucket.name();
            }
        } while (page.truncated());
        return topics;
    }

    /// The topics that have a place in `changes`.
    private Set<String> known() {
        Set<String> topics = new TreeSet<>();
        for (GroupListing group :
                LogOffsets.get(context.admin().listGroups().all(), "listing groups")) {
            if (group.groupId().startsWith(context.groupPrefix())) {
                topics.add(group.groupId().substring(context.groupPrefix().length()));
            }
        }
        return topics;
    }

    /// Lets go of a topic that no rule names any more, once it was told everything.
    private void finish(String topic) {
        if (context.group(topic).isAtTheEnd()) {
            context.group(topic).delete();
        } else {
            delivery(topic).begin();
        }
    }

    /// Waits until all that the log holds now is in `changes`.
    private void awaitChanges() throws InterruptedException {
        LogOffsets log =
                LogOffsets.of(
                        context.admin(),
                        context.config().topics(),
                        context.config().topics().prefix() + "fold");
        Map<Integer, Long> ends = new HashMap<>();
        for (int partition = 0; partition < context.config().partitions(); partition++) {
            ends.put(partition, log.end(partition));
        }
        LOG.warn(
                "topics of notifications have no place in {} any more: they are told of what happens"
                        + " from here on",
                context.config().topics().changes());
        while (!isBehind(log.committed(), ends) && !finder.pause(POLL_MILLIS)) {
            LOG.debug("waiting for changes");
        }
    }

    private static boolean isBehind(Map<Integer, Long> committed, Map<Integer, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end ->
                        end.getValue() == 0
                                || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    @Override
    public void prepare(NotificationRules rules, Asked asked, boolean tested) {
        rules.rules().forEach(this::requireAllowed);
        for (NotificationRule rule : rules.rules()) {
            TopicDelivery delivery = within(rule);
            if (tested) {
                test(delivery, rule, asked);
            }
            try {
                delivery.begin();
            } catch (LogException e) {
                throw new NamespaceUnavailableException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    private void test(TopicDelivery delivery, NotificationRule rule, Asked asked) {
        try {
            delivery.test(
                    asked.bucket(),
                    context.writer().test(asked.bucket(), asked.requestId(), asked.timeMillis()));
        } catch (TopicException e) {
            LOG.debug("a destination is refused", e);
            throw new InvalidRuleException(UNABLE, rule.arn(), String.valueOf(e.getMessage()));
        }
    }

    private void requireAllowed(NotificationRule rule) {
        String topic = rule.destination().topic();
        TopicName.refusal(topic, context.config().topics().prefix())
                .ifPresent(reason -> {
                    throw new InvalidRuleException(UNABLE, rule.arn(), reason);
                });
    }

    private TopicDelivery within(NotificationRule rule) {
        synchronized (deliveries) {
            String topic = rule.destination().topic();
            if (!deliveries.containsKey(topic) && deliveries.size() >= TOPICS_MAX) {
                throw new InvalidRuleException(
                        UNABLE,
                        rule.arn(),
                        "Rules of this server name " + TOPICS_MAX + " topics already, the most");
            }
            return delivery(topic);
        }
    }

    private TopicDelivery delivery(String topic) {
        synchronized (deliveries) {
            return deliveries.computeIfAbsent(topic, name -> new TopicDelivery(context, name));
        }
    }

    /// Makes all end soon; does not wait for that.
    public void stop() {
        finder.stop();
        synchronized (deliveries) {
            deliveries.values().forEach(TopicDelivery::stop);
        }
    }

    @Override
    public void close() {
        stop();
        Deadline deadline = Deadline.in(STOP, context.clock());
        finder.awaitEnd(deadline);
        Map<String, TopicDelivery> ending;
        synchronized (deliveries) {
            ending = Map.copyOf(deliveries);
        }
        ending.values().forEach(each -> each.awaitEnd(deadline));
    }
}
