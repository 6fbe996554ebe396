package io.cairn.cli.server;

import io.cairn.api.AccessControl;
import io.cairn.api.S3Node;
import io.cairn.api.auth.Credentials;
import io.cairn.blobs.BlobLimits;
import io.cairn.blobs.ErasureBlobStore;
import io.cairn.blobs.kafka.DamageTopic;
import io.cairn.journal.home.LogReserve;
import io.cairn.metadata.delivery.Deliveries;
import io.cairn.metadata.delivery.DeliveryConfig;
import io.cairn.metadata.notification.MessageWriter;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.platform.file.FileHandles;

/// The front of this process: S3 over blobs and the namespace.
final class FrontNode {
    private final NodeContext context;
    private final DamageTopic damage;
    private final ErasureBlobStore blobs;
    private final Deliveries deliveries;
    private final S3Node s3;

    private FrontNode(
            NodeContext context,
            DamageTopic damage,
            ErasureBlobStore blobs,
            Deliveries deliveries,
            S3Node s3) {
        this.context = context;
        this.deliveries = deliveries;
        this.damage = damage;
        this.blobs = blobs;
        this.s3 = s3;
    }

    /// A front over the drives and the log, whose stripes are coded by `coding`, for the user
    /// `root`. It takes no requests before [#start].
    static FrontNode open(
            NodeContext context,
            DriveNode drives,
            LogNode log,
            FoldNode fold,
            StripeCoding coding,
            RootCredentials root) {
        ServerEnvironment environment = context.environment();
        MetadataNode metadata = fold.metadata();
        LogReserve reserve = drives.reserve();
        HandleShares handles = HandleShares.of(FileHandles.now());
        handles.report();
        DamageTopic damage =
                context.parts()
                        .add(
                                new DamageTopic(
                                        log.connection(),
                                        context.topics(),
                                        log.registry(),
                                        environment.monotonic()));
        ErasureBlobStore blobs =
                context.parts()
                        .add(
                                new ErasureBlobStore(
                                        drives.drives().drives(),
                                        drives.drives().layout(),
                                        coding.first(),
                                        BlobLimits.byDefault(environment.processors())
                                                .withOpenShardsUpTo(handles.openShards()),
                                        environment.ids(),
                                        damage,
                                        environment.monotonic()));
        context.parts().add(coding);
        coding.improve(metadata::ready, blobs::codeBy);
        NodeStatus status =
                context.parts()
                        .add(
                                new NodeStatus(
                                        drives.drives(),
                                        metadata,
                                        reserve,
                                        environment.monotonic()));
        status.start();
        Deliveries deliveries = deliveries(context, drives, log, metadata);
        S3Node s3 =
                new S3Node(
                        context.config().s3(drives.drives().clusterId(), handles.connections()),
                        new S3Node.Stores(
                                new ReservedNamespace(metadata.namespace(), reserve),
                                new ReservedBlobStore(blobs, reserve),
                                () -> new TrackedRead(drives.reads().begin()),
                                deliveries),
                        AccessControl.ofRoot(
                                Credentials.of(
                                        new Credentials.AccessKey(
                                                root.accessKey(), root.secretKey(), "root"))),
                        environment.ids(),
                        status);
        return new FrontNode(context, damage, blobs, deliveries, s3);
    }

    /// What tells the subscribers of buckets; not started yet.
    private static Deliveries deliveries(
            NodeContext context, DriveNode drives, LogNode log, MetadataNode metadata) {
        Deliveries deliveries =
                context.parts()
                        .add(
                                new Deliveries(
                                        new DeliveryConfig(
                                                context.topics(),
                                                ServerConfig.PARTITIONS,
                                                ServerConfig.REPLICAS,
                                                drives.home().resolve("state").resolve("notify")),
                                        new Deliveries.Brokers(
                                                log.connection(), log.admin(), log.registry()),
                                        metadata.namespace(),
                                        metadata::ready,
                                        new MessageWriter(
                                                context.config().signatures().region().name(),
                                                drives.drives().clusterId()),
                                        context.environment().monotonic()));
        context.parts().onStop(deliveries::stop);
        return deliveries;
    }

    DamageTopic damage() {
        return damage;
    }

    ErasureBlobStore blobs() {
        return blobs;
    }

    S3Node s3() {
        return s3;
    }

    /// Takes requests from now on.
    void start() {
        AddressBinding.bind(s3::start, "--address", context.config().addresses().s3());
        context.parts().add(s3);
        deliveries.start();
    }
}
