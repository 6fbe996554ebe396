package io.cairn.metadata.delivery;

import io.cairn.metadata.notification.Message;
import io.cairn.metadata.topology.DeadMembers;
import io.cairn.metadata.topology.LogException;
import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.kafka.TopicException;
import io.cairn.platform.kafka.TopicProvisioner;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one topic, by a Streams application of its own: consumer, producer and thread. So a topic
/// that is gone, refuses records or does not answer delays nobody else. After a failure the
/// application begins again where its last transaction ended; pauses between failures grow, and
/// nothing is passed over. The topic is created if it is missing.
final class TopicDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(TopicDelivery.class);
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    /// A failure after so long a run is not one of a row.
    private static final Duration GOOD_RUN = Duration.ofMinutes(2);

    private final DeliveryContext context;
    private final String topic;
    private final Background thread;

    /// Why a run ended; nothing if it was stopped.
    private final BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();

    private Duration pause = PAUSE_FIRST;
    private boolean started;

    TopicDelivery(DeliveryContext context, String topic) {
        this.context = context;
        this.topic = topic;
        this.thread = new Background("notify-" + topic, this::run);
    }

    /// Sends a message as the first one of a bucket, and creates the topic if it is missing. Throws
    /// [TopicException] if the topic does not take it.
    void test(String bucket, Message message) {
        new TopicProvisioner(context.admin()).createMissing(context.spec(topic));
        new TestSender(context.kafka()).send(topic, bucket, message);
    }

    /// From here on tells the topic of all changes. Returns at once; the group has its place in
    /// `changes` then. Throws [LogException] if the brokers do not answer: nothing has begun then.
    synchronized void begin() {
        if (started) {
            return;
        }
        context.group(topic).begin();
        thread.start();
        started = true;
    }

    private void run() throws InterruptedException {
        long beganNanos = context.clock().nanos();
        Optional<Throwable> failure = tell();
        if (failure.isEmpty() || !thread.isOpen()) {
            return;
        }
        Duration ran = Duration.ofNanos(context.clock().nanos() - beganNanos);
        pause = ran.compareTo(GOOD_RUN) >= 0 ? PAUSE_FIRST : pause;
        LOG.warn(
                "topic {} cannot be told of changes; they wait, and it is tried again in {} s",
                topic,
                pause.toSeconds(),
                failure.get());
        thread.pause(pause.toMillis());
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    }

    /// Tells until it fails or is stopped.
    private Optional<Throwable> tell() throws InterruptedException {
        ends.clear();
        if (!thread.isOpen()) {
            return Optional.empty();
        }
        try {
            new TopicProvisioner(context.admin()).createMissing(context.spec(topic));
            DeadMembers.remove(context.admin(), context.group(topic).name());
            try (NotificationStreams streams =
                    new NotificationStreams(
                            context.kafka(),
                            context.group(topic).name(),
                            context.directory(),
                            context.topology(topic),
                            context.clock(),
                            failure -> ends.add(Optional.of(failure)))) {
                streams.start();
                return ends.take();
            }
        } catch (KafkaException | TopicException | LogException e) {
            return Optional.of(e);
        }
    }

    /// Makes it end soon; does not wait for that.
    void stop() {
        thread.stop();
        ends.add(Optional.empty());
    }

    void awaitEnd(Deadline deadline) {
        thread.awaitEnd(deadline);
    }
}
