package io.cairn.cli.server;

import io.cairn.metadata.client.Timeouts;
import io.cairn.metadata.start.MetadataConfig;
import io.cairn.metadata.start.MetadataNode;

/// The metadata node of this process: the fold of all partitions, with its state on a drive.
final class FoldNode {
    private final NodeContext context;
    private final MetadataNode metadata;

    private FoldNode(NodeContext context, MetadataNode metadata) {
        this.context = context;
        this.metadata = metadata;
    }

    /// A fold that keeps its state beside the log on `drives`; nothing is opened yet.
    static FoldNode over(NodeContext context, DriveNode drives) {
        MetadataNode metadata =
                new MetadataNode(
                        new MetadataConfig(
                                context.topics(),
                                drives.home().resolve("state"),
                                ServerConfig.PARTITIONS,
                                ServerConfig.REPLICAS,
                                Sizing.of(context.environment()).fold(),
                                Timeouts.DEFAULT),
                        context.environment().ids(),
                        context.environment().monotonic(),
                        failure ->
                                context.failed()
                                        .accept("the fold stopped: " + failure.getMessage()));
        context.parts().onHalt(metadata::halt);
        return new FoldNode(context, metadata);
    }

    MetadataNode metadata() {
        return metadata;
    }

    /// Joins the fold's group, with what the journals of `log` say of it.
    void join(LogNode log) {
        metadata.join(
                log.connection(),
                log.admin(),
                JournaledFold.beyondLog(log.journals().evidence()),
                log.broker().sync());
    }

    /// Begins to fold.
    void start(LogNode log) {
        metadata.start(log.registry());
    }

    /// Has the fold closed with the server, before all that was started so far.
    void closeWithServer() {
        context.parts().add(metadata);
    }
}
