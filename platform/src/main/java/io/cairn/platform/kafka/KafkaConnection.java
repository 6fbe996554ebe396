package io.cairn.platform.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// Where the brokers are and how to be let in. `security` holds Kafka client settings such as
/// `sasl.jaas.config`; it is a secret and never printed.
public record KafkaConnection(String bootstrapServers, Map<String, String> security) {
    public KafkaConnection {
        security = Map.copyOf(security);
    }

    /// The settings that every client of these brokers shares.
    public Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(security);
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }

    /// The shared settings with more of them, as Properties.
    public Properties properties(Map<String, ?> more) {
        Properties properties = new Properties();
        properties.putAll(settings());
        properties.putAll(more);
        return properties;
    }

    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + "]";
    }
}
