package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final String OFFSETS = "__consumer_offsets";

    @TempDir Path directory;

    @Test
    void restart_ofARunningBroker_keepsItsTopicsAndCoordinatesGroups() throws Exception {
        BrokerConfig config =
                new BrokerConfig(
                        directory, new UUID(1, 2), new InetSocketAddress("127.0.0.1", 0), "cairn.");
        try (EmbeddedBroker broker = new EmbeddedBroker(config, new SecureRandom())) {
            broker.start(message -> {});
            try (Admin admin = Admin.create(broker.connection().settings())) {
                broker.secure(admin);
                assertThat(broker.coordinates(admin)).isTrue();
            }
            broker.restart(message -> {});
            try (Admin admin = Admin.create(broker.connection().settings())) {
                assertThat(broker.coordinates(admin)).isTrue();
                assertThat(admin.describeTopics(List.of(OFFSETS)).allTopicNames().get())
                        .containsKey(OFFSETS);
            }
        }
    }
}
