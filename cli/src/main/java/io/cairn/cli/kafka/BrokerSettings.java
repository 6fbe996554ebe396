package io.cairn.cli.kafka;

import io.cairn.platform.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The settings of a single broker that is its own controller. Outsiders come in over a listener of
/// their own, without a password; the server's clients, the broker itself and the controller use
/// one with a secret that lives as long as the process.
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String USER = "cairn";
    static final String CONTROLLER = "CONTROLLER";
    private static final String INTERNAL = "INTERNAL";
    private static final String EXTERNAL = "EXTERNAL";
    private static final String ONE = "1";
    static final String OWN_SEGMENT_BYTES = String.valueOf(1024 * 1024);

    private BrokerSettings() {}

    /// The ports of this start.
    record Ports(int internal, int controller, int external) {}

    static Map<String, String> of(BrokerConfig config, Ports ports, String secret) {
        Map<String, String> settings = new HashMap<>();
        String bindHost = config.external().getHostString();
        boolean anyHost = config.external().getAddress().isAnyLocalAddress();
        String advertised = anyHost ? "localhost" : bindHost;
        settings.put("node.id", String.valueOf(NODE_ID));
        settings.put("process.roles", "broker,controller");
        settings.put("log.dirs", config.directory().toString());
        settings.put(
                "listeners",
                INTERNAL
                        + "://127.0.0.1:"
                        + ports.internal()
                        + ","
                        + EXTERNAL
                        + "://"
                        + bracket(bindHost)
                        + ":"
                        + ports.external()
                        + ","
                        + CONTROLLER
                        + "://127.0.0.1:"
                        + ports.controller());
        settings.put(
                "advertised.listeners",
                INTERNAL
                        + "://127.0.0.1:"
                        + ports.internal()
                        + ","
                        + EXTERNAL
                        + "://"
                        + bracket(advertised)
                        + ":"
                        + ports.external());
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", INTERNAL);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
        security(settings, secret);
        single(settings);
        small(settings);
        limits(settings);
        return settings;
    }

    private static String bracket(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static void security(Map<String, String> settings, String secret) {
        settings.put(
                "listener.security.protocol.map",
                INTERNAL
                        + ":SASL_PLAINTEXT,"
                        + EXTERNAL
                        + ":PLAINTEXT,"
                        + CONTROLLER
                        + ":SASL_PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        String login = login(secret) + " user_" + USER + "=\"" + secret + "\"";
        for (String listener : List.of(INTERNAL, CONTROLLER)) {
            settings.put(
                    "listener.name."
                            + listener.toLowerCase(java.util.Locale.ROOT)
                            + ".plain.sasl.jaas.config",
                    login + ";");
        }
        settings.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + USER);
    }

    private static String login(String secret) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + USER
                + "\" password=\""
                + secret
                + "\"";
    }

    /// What a client needs to come in over the internal listener.
    static Map<String, String> clientSecurity(String secret) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", login(secret) + ";");
    }

    private static void single(Map<String, String> settings) {
        for (String name :
                List.of(
                        "offsets.topic.replication.factor",
                        "offsets.topic.num.partitions",
                        "transaction.state.log.replication.factor",
                        "transaction.state.log.min.isr",
                        "transaction.state.log.num.partitions",
                        "share.coordinator.state.topic.replication.factor",
                        "share.coordinator.state.topic.min.isr",
                        "share.coordinator.state.topic.num.partitions")) {
            settings.put(name, ONE);
        }
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.retention.minutes", String.valueOf(Integer.MAX_VALUE));
        // Nobody else could take over from the only broker, so it is never fenced, however long the
        // process was stopped: to be fenced and elected again would do more harm than a pause.
        settings.put("broker.session.timeout.ms", String.valueOf(Duration.ofDays(1).toMillis()));
        settings.put("broker.heartbeat.interval.ms", "200");
    }

    private static void small(Map<String, String> settings) {
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "3");
        settings.put("num.replica.alter.log.dirs.threads", ONE);
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("background.threads", "2");
        // The controller reads its log from the last snapshot on before it serves. Without records
        // that only say that it is alive, and with a snapshot for every few thousand, it is short.
        settings.put("metadata.max.idle.interval.ms", "0");
        settings.put("metadata.log.max.record.bytes.between.snapshots", "262144");
    }

    private static void limits(Map<String, String> settings) {
        // After a kill the last segment of each log is read whole, and the broker's own logs are
        // read from their beginning, of which small segments let more be compacted. Indexes are
        // mapped and synced whole with every flush, so they are no larger than a segment can fill.
        settings.put("log.segment.bytes", String.valueOf(Topics.SEGMENT_BYTES));
        settings.put("offsets.topic.segment.bytes", OWN_SEGMENT_BYTES);
        settings.put("transaction.state.log.segment.bytes", OWN_SEGMENT_BYTES);
        settings.put("log.index.size.max.bytes", String.valueOf(256 * 1024));
        settings.put("message.max.bytes", String.valueOf(Topics.RECORD_BYTES_MAX));
        settings.put("replica.fetch.max.bytes", String.valueOf(Topics.RECORD_BYTES_MAX));
    }
}
