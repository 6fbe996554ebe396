package io.cairn.cli.server;

import io.cairn.platform.kafka.Topics;
import java.util.function.Consumer;

/// What every node of a server is made of: the configuration, the world, the topics' names, the
/// parts that are closed with the server; who is told in words that a node cannot go on, and who is
/// called once another server could write again where this one cannot.
record NodeContext(
        ServerConfig config,
        ServerEnvironment environment,
        Topics topics,
        StartedParts parts,
        Consumer<String> failed,
        Runnable anew) {}
