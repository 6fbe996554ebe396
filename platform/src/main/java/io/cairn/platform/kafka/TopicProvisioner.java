package io.cairn.platform.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates topics that are missing, and puts right those that are not as they should be. The number
/// of partitions is fixed at creation: one that differs is an error, because a bucket's partition
/// follows from it.
public final class TopicProvisioner {
    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final long TIMEOUT_SECONDS = 30;

    private final Admin admin;

    public TopicProvisioner(Admin admin) {
        this.admin = admin;
    }

    /// Makes the topics as `specs` say. Throws [TopicException] if that is not possible.
    public void provision(Collection<TopicSpec> specs) {
        Set<String> existing =
                get(
                        admin.listTopics(new ListTopicsOptions().listInternal(true)).names(),
                        "listing topics");
        List<NewTopic> missing = new ArrayList<>();
        List<TopicSpec> present = new ArrayList<>();
        for (TopicSpec spec : specs) {
            if (existing.contains(spec.name())) {
                present.add(spec);
            } else {
                missing.add(newTopic(spec));
            }
        }
        create(missing);
        check(present);
    }

    /// Creates the topic if there is none of this name, and leaves it as it is otherwise. Throws
    /// [TopicException] if the brokers refuse that.
    public void createMissing(TopicSpec spec) {
        Set<String> existing =
                get(
                        admin.listTopics(new ListTopicsOptions().listInternal(true)).names(),
                        "listing topics");
        if (!existing.contains(spec.name())) {
            create(List.of(newTopic(spec)));
        }
    }

    private static NewTopic newTopic(TopicSpec spec) {
        return new NewTopic(spec.name(), spec.partitions(), spec.replicas())
                .configs(spec.settings());
    }

    private void create(List<NewTopic> missing) {
        for (Map.Entry<String, KafkaFuture<Void>> created :
                admin.createTopics(missing).values().entrySet()) {
            try {
                get(created.getValue(), "creating topic " + created.getKey());
            } catch (TopicException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void check(List<TopicSpec> present) {
        Set<String> names = new HashSet<>();
        List<ConfigResource> resources = new ArrayList<>();
        for (TopicSpec spec : present) {
            names.add(spec.name());
            resources.add(new ConfigResource(ConfigResource.Type.TOPIC, spec.name()));
        }
        Map<String, TopicDescription> described =
                get(admin.describeTopics(names).allTopicNames(), "describing topics");
        Map<ConfigResource, Config> configs =
                get(admin.describeConfigs(resources).all(), "reading topic settings");
        Map<ConfigResource, Collection<AlterConfigOp>> corrections = new HashMap<>();
        for (TopicSpec spec : present) {
            int partitions = Objects.requireNonNull(described.get(spec.name())).partitions().size();
            if (spec.fixed() && partitions != spec.partitions()) {
                throw new TopicException(
                        "topic "
                                + spec.name()
                                + " has "
                                + partitions
                                + " partitions, not "
                                + spec.partitions()
                                + "; their number is fixed when a cluster is created",
                        null);
            }
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
            List<AlterConfigOp> wrong =
                    differences(spec, Objects.requireNonNull(configs.get(resource)));
            if (!wrong.isEmpty()) {
                corrections.put(resource, wrong);
            }
        }
        if (!corrections.isEmpty()) {
            LOG.info("correcting settings of topics {}", corrections.keySet());
            get(admin.incrementalAlterConfigs(corrections).all(), "correcting topic settings");
        }
    }

    private static List<AlterConfigOp> differences(TopicSpec spec, Config actual) {
        List<AlterConfigOp> wrong = new ArrayList<>();
        spec.settings()
                .forEach((name, value) -> {
                    ConfigEntry entry = actual.get(name);
                    if (entry == null || !value.equals(entry.value())) {
                        wrong.add(
                                new AlterConfigOp(
                                        new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                    }
                });
        return wrong;
    }

    private static <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new TopicException(what + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new TopicException(what + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(what + ": interrupted", e);
        }
    }
}
