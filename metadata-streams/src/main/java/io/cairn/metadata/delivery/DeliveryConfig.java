package io.cairn.metadata.delivery;

import io.cairn.platform.kafka.Topics;
import java.nio.file.Path;

/// What deliveries need to know: the topics and the number of their partitions, the replicas that
/// new topics get, and a directory for files of Streams.
public record DeliveryConfig(Topics topics, int partitions, short replicas, Path directory) {}
