package io.cairn.metadata.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.client.OutcomeWaiters;
import io.cairn.metadata.store.FoldBench;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.PlainFormats;
import io.cairn.metadata.store.StateDigest;
import io.cairn.metadata.store.StoreMemory;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldTopologyTest {
    private static final Topics TOPICS = new Topics("t.");

    @TempDir Path directory;

    @Test
    void topology_overALog_sendsWhatTheFoldDecidesAndKeepsItsState() {
        try (FoldBench script = new FoldBench(directory.resolve("script"))) {
            BucketImage bucket = script.create("photos");
            script.fold(script.event(bucket, FoldBench.put("a", 3, Optional.of(script.blob(3)))));
            script.fold(script.event(bucket, FoldBench.delete("a")));
            script.log.add(null);
            script.foldNext();
            run(script.log, script.changes(), script.partition.digest());
        }
    }

    private void run(List<byte @Nullable []> log, List<Change> changes, StateDigest digest) {
        Properties settings = new Properties();
        settings.put("application.id", "test");
        settings.put("bootstrap.servers", "none:1");
        settings.put("state.dir", directory.resolve("streams").toString());
        try (StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
                FoldPartition partition =
                        new FoldPartition(
                                0, directory.resolve("driven"), memory, new PlainFormats())) {
            partition.open();
            OutcomeWaiters waiters = new OutcomeWaiters();
            try (TopologyTestDriver driver =
                    new TopologyTestDriver(
                            FoldTopology.of(TOPICS, Map.of(0, partition), FoldBench.TOPIC, waiters),
                            settings,
                            Instant.EPOCH)) {
                TestInputTopic<byte[], byte[]> input =
                        driver.createInputTopic(
                                TOPICS.namespace(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer());
                log.forEach(value -> input.pipeInput(new TestRecord<>(null, value)));
                assertThat(
                                driver
                                        .createOutputTopic(
                                                TOPICS.changes(),
                                                new ByteArrayDeserializer(),
                                                new ByteArrayDeserializer())
                                        .readValuesToList()
                                        .stream()
                                        .map(Coders.CHANGE::decode))
                        .isEqualTo(changes);
                assertThat(driver.producedTopicNames())
                        .contains(TOPICS.buckets(), TOPICS.reclaim())
                        .noneMatch(name -> name.endsWith("-changelog"));
            }
            assertThat(partition.digest()).isEqualTo(digest);
        }
    }
}
