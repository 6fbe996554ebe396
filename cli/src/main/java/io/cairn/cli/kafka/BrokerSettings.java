package io.cairn.cli.kafka;

import io.cairn.platform.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The settings of a single broker that is its own controller. All its listeners are on loopback
/// and want a secret that lives as long as the process. Outsiders come in over [OuterPort], which
/// has a listener of its own; the server's clients, the broker itself and the controller use
/// others.
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String USER = "cairn";
    static final String OUTSIDER = "outsider";
    static final String CONTROLLER = "CONTROLLER";
    private static final String INTERNAL = "INTERNAL";
    private static final String EXTERNAL = "EXTERNAL";
    private static final String ONE = "1";
    private static final int LOGIN_BYTES_MAX = 4096;

    /// The server's own clients have some dozens.
    private static final int OWN_CONNECTIONS_MAX = 1024;

    private static final int OWN_CONNECTIONS_PER_SECOND = 200;
    static final String OWN_SEGMENT_BYTES = String.valueOf(1024 * 1024);

    private BrokerSettings() {}

    /// The ports of this start: those of the broker, and the one that outsiders know.
    record Ports(int internal, int controller, int external, int outer) {}

    /// What the server's own clients and the outer port say to be let in.
    record Secrets(String own, String outsiders) {}

    static Map<String, String> of(BrokerConfig config, Ports ports, Secrets secrets) {
        Map<String, String> settings = new HashMap<>();
        String bindHost = config.external().getHostString();
        boolean anyHost = config.external().getAddress().isAnyLocalAddress();
        String advertised = anyHost ? "localhost" : bindHost;
        settings.put("node.id", String.valueOf(NODE_ID));
        settings.put("process.roles", "broker,controller");
        settings.put("log.dirs", config.directory().toString());
        settings.put(
                "listeners",
                String.join(
                        ",",
                        local(INTERNAL, ports.internal()),
                        local(EXTERNAL, ports.external()),
                        local(CONTROLLER, ports.controller())));
        settings.put(
                "advertised.listeners",
                local(INTERNAL, ports.internal())
                        + ","
                        + EXTERNAL
                        + "://"
                        + bracket(advertised)
                        + ":"
                        + ports.outer());
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", INTERNAL);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
        security(settings, secrets);
        single(settings);
        small(settings);
        settings.put("num.network.threads", String.valueOf(config.threads().network()));
        settings.put("num.io.threads", String.valueOf(config.threads().io()));
        limits(settings);
        visitors(settings, config.limits());
        return settings;
    }

    private static String local(String listener, int port) {
        return listener + "://127.0.0.1:" + port;
    }

    private static String bracket(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static void security(Map<String, String> settings, Secrets secrets) {
        settings.put(
                "listener.security.protocol.map",
                INTERNAL
                        + ":SASL_PLAINTEXT,"
                        + EXTERNAL
                        + ":SASL_PLAINTEXT,"
                        + CONTROLLER
                        + ":SASL_PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        String own = login(secrets.own()) + user(USER, secrets.own());
        settings.put(jaas(INTERNAL), own + ";");
        settings.put(jaas(CONTROLLER), own + ";");
        settings.put(
                jaas(EXTERNAL), login(secrets.own()) + user(OUTSIDER, secrets.outsiders()) + ";");
        // What somebody on this machine may announce before it says the secret.
        settings.put("sasl.server.max.receive.size", String.valueOf(LOGIN_BYTES_MAX));
        settings.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + USER);
    }

    private static String jaas(String listener) {
        return prefix(listener) + "plain.sasl.jaas.config";
    }

    private static String prefix(String listener) {
        return "listener.name." + listener.toLowerCase(Locale.ROOT) + ".";
    }

    private static String user(String name, String secret) {
        return " user_" + name + "=\"" + secret + "\"";
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

    /// What connections and groups may take. Kafka's limits of groups hold for the server's own
    /// too, which are far below all of them.
    private static void visitors(Map<String, String> settings, OuterLimits limits) {
        int outside = limits.connectionsMax() + limits.addressConnectionsMax();
        for (String listener : List.of(INTERNAL, CONTROLLER, EXTERNAL)) {
            boolean own = !listener.equals(EXTERNAL);
            int max = own ? OWN_CONNECTIONS_MAX : outside;
            int rate = own ? OWN_CONNECTIONS_PER_SECOND : limits.connectionsPerSecond();
            settings.put(prefix(listener) + "max.connections", String.valueOf(max));
            settings.put(prefix(listener) + "max.connection.creation.rate", String.valueOf(rate));
        }
        // Only those who know the secret get so far: the largest is a batch of our own records.
        settings.put("socket.request.max.bytes", String.valueOf(2 * Topics.RECORD_BYTES_MAX));
        settings.put(
                "group.max.session.timeout.ms", String.valueOf(OuterLimits.SESSION_MAX.toMillis()));
        String members = String.valueOf(OuterLimits.GROUP_MEMBERS_MAX);
        settings.put("group.max.size", members);
        settings.put("group.consumer.max.size", members);
        settings.put(
                "offset.metadata.max.bytes", String.valueOf(OuterLimits.OFFSET_NOTE_BYTES_MAX));
        settings.put(
                "max.incremental.fetch.session.cache.slots",
                String.valueOf(OuterLimits.FETCH_SESSIONS_MAX));
    }
}
