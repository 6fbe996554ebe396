package io.cairn.cli.server;

import io.cairn.journal.home.LogReserve;
import io.cairn.journal.kafka.LogJournals;
import io.cairn.shard.drive.DriveEnvironment;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveWatch;
import io.cairn.shard.reclaim.ReadTracker;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The drives of this process, and all that works on them in the background: the removal of shards
/// that nothing refers to, healing, and the scrub.
final class DriveNode {
    private final NodeContext context;
    private final DriveSet drives;
    private final LogReserve reserve;
    private final ReadTracker reads = new ReadTracker();

    private DriveNode(NodeContext context, DriveSet drives, LogReserve reserve) {
        this.context = context;
        this.drives = drives;
        this.reserve = reserve;
    }

    /// Opens the drives, begins to watch the space of the one that holds the log, and gives back
    /// what was kept for a log on the others.
    static DriveNode open(NodeContext context) {
        ServerEnvironment environment = context.environment();
        LogReserve.prepare(
                environment.disk(), context.config().directories(), environment.monotonic());
        DriveSet drives =
                context.parts()
                        .add(
                                DriveSet.open(
                                        context.config().directories(),
                                        context.config().storage().options(),
                                        new DriveEnvironment(
                                                environment.disk(),
                                                environment.mountPoints(),
                                                environment.ids().clock(),
                                                environment.monotonic(),
                                                environment.random())));
        drives.drives().stream()
                .filter(drive -> !drive.home())
                .forEach(drive -> LogReserve.forget(environment.disk(), drive.directory()));
        LogReserve reserve =
                context.parts()
                        .add(
                                new LogReserve(
                                        environment.disk(),
                                        drives.home().directory(),
                                        context.anew(),
                                        environment.monotonic()));
        reserve.start();
        return new DriveNode(context, drives, reserve);
    }

    DriveSet drives() {
        return drives;
    }

    /// The directory of the drive that holds the log.
    Path home() {
        return drives.home().directory();
    }

    /// The reads that run on the drives.
    ReadTracker reads() {
        return reads;
    }

    /// The watch of the space on the drive that holds the log.
    LogReserve reserve() {
        return reserve;
    }

    /// Begins to remove what `fold` released.
    void startReclaim(LogNode log, FoldNode fold) {
        ReclaimNode reclaim =
                new ReclaimNode(
                        drives.drives(),
                        context.environment().disk(),
                        reads,
                        fold.metadata(),
                        new ReclaimNode.Log(
                                log.connection(), log.registry(), context.topics().reclaim()),
                        context.config().upkeep().grace(context.environment().monotonic()));
        reclaim.start();
        context.parts().add(reclaim);
        context.parts().onStop(reclaim::stop);
    }

    /// What heals the blobs of `front`, not started yet. `fault` is told when the drive of the log
    /// is gone.
    HealingNode healing(LogNode log, FoldNode fold, FrontNode front, Consumer<String> fault) {
        LogJournals journals = log.journals();
        DriveWatch.Listener watching =
                new RenewedDrives(drives, journals, context.environment(), fault);
        HealingNode heals =
                context.parts()
                        .add(
                                new HealingNode(
                                        new HealingNode.Watched(
                                                drives,
                                                reads,
                                                watching,
                                                (drive, pace) ->
                                                        journals.scrub(drive, pace::spend)),
                                        front.blobs(),
                                        fold.metadata(),
                                        front.damage(),
                                        new HealingNode.Reports(
                                                log.connection(), log.registry(), context.topics()),
                                        context.environment(),
                                        context.config().upkeep()));
        context.parts().onStop(heals::stop);
        return heals;
    }
}
