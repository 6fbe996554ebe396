package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalCheck;
import io.cairn.journal.JournalException;
import io.cairn.journal.JournalIdentity;
import io.cairn.journal.JournalListener;
import io.cairn.journal.JournalReader;
import io.cairn.journal.JournalSettings;
import io.cairn.journal.JournalState;
import io.cairn.journal.JournalTopic;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.LogPartition;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicProvisioner;
import io.cairn.platform.kafka.TopicSpec;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveWatch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journals of this server: found on the drives, used to make the log again where its own drive
/// was lost, and written from then on, as many as drives may be lost.
public final class LogJournals implements AutoCloseable, DriveWatch.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LogJournals.class);
    private static final String DIRECTORY = "journal";

    private final DriveSet drives;
    private final Disk disk;
    private final LogTopics topics;
    private final RandomGenerator random;
    private final MonotonicClock clock;
    private final JournalIdentity identity;
    private final List<Found> found = new ArrayList<>();
    private final List<Path> unreadable = new ArrayList<>();
    private final SchemasDurability schemas = new SchemasDurability();
    private @Nullable LogFollower follower;

    /// A drive and what its journal holds.
    private record Found(LocalDrive drive, JournalReader reader, JournalState state) {}

    /// Journals on `drives` of the log that `topics` are.
    public LogJournals(
            DriveSet drives,
            Disk disk,
            LogTopics topics,
            RandomGenerator random,
            MonotonicClock clock) {
        this.clock = clock;
        this.drives = drives;
        this.disk = disk;
        this.topics = topics;
        this.random = random;
        this.identity =
                new JournalIdentity(
                        UUID.fromString(drives.clusterId()),
                        new JournalTopics(
                                List.of(
                                        new JournalTopic(
                                                topics.namespace(), topics.partitions(), false),
                                        new JournalTopic(topics.schemas(), 1, true))));
    }

    /// Finds out what the journals hold, unless that was done. One that cannot be read is passed
    /// over.
    public void openOnce() {
        if (!found.isEmpty() || !unreadable.isEmpty()) {
            return;
        }
        for (LocalDrive drive : drives.drives()) {
            JournalReader reader = new JournalReader(disk, directory(drive), identity);
            try {
                found.add(new Found(drive, reader, reader.state()));
            } catch (IOException e) {
                LOG.error("the journal on {} cannot be read", drive.directory(), e);
                unreadable.add(drive.directory());
            }
        }
    }

    private static Path directory(LocalDrive drive) {
        return drive.directory().resolve(DIRECTORY);
    }

    /// What would make the log again through brokers that `client` says how to reach.
    private LogRestore restore(Map<String, Object> client) {
        return new LogRestore(
                identity.topics(),
                client,
                found.stream()
                        .map(each ->
                                new LogRestore.Source(
                                        each.drive().directory().toString(),
                                        each.reader(),
                                        each.state()))
                        .toList(),
                clock);
    }

    /// What the journals say of the log once it was restored from them. One that is still being
    /// filled does not show that the log is whole; nor does any while another cannot be read, which
    /// may be newer.
    public LogEvidence evidence() {
        LogRestore restore = restore(Map.of());
        if (!restore.any() || !unreadable.isEmpty()) {
            return LogEvidence.NONE;
        }
        return restore.whole() ? LogEvidence.WHOLE : LogEvidence.INCOMPLETE;
    }

    /// Whether there are journals from which a log that is gone has to be made again. Throws
    /// [JournalException] if that is not possible though there was one.
    public boolean holdTheLog() {
        LogRestore restore = restore(Map.of());
        boolean any = restore.any();
        if (!unreadable.isEmpty()) {
            throw new JournalException(
                    ("the log is gone and its journals on %s cannot be read, which may be newer than the"
                                    + " others; make them readable, or take those drives out if what they hold"
                                    + " is lost for good")
                            .formatted(unreadable));
        } else if (any) {
            restore.checkWhole();
        } else if (holdShards()) {
            throw new JournalException(
                    "the log is gone and there is no journal of it, but the drives hold content; bring the"
                            + " log or another drive back, or begin anew in empty directories");
        }
        return any;
    }

    private boolean holdShards() {
        ShardRef first = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);
        for (LocalDrive drive : drives.drives()) {
            try {
                if (!drive.store().list(first, 1).isEmpty()) {
                    return true;
                }
            } catch (IOException e) {
                LOG.warn("cannot tell what {} holds", drive, e);
                return true;
            }
        }
        return false;
    }

    /// Appends to the log what the journals hold and it does not; the number of records. With `all`
    /// the log was gone, else only its tail may be.
    public long restore(Admin admin, KafkaConnection kafka, boolean all) throws IOException {
        LogRestore restore = restore(kafka.settings());
        if (!restore.any()) {
            return 0;
        }
        provision(admin);
        return restore.run(admin, all);
    }

    private void provision(Admin admin) throws IOException {
        List<TopicSpec> specs = topics.all();
        try {
            Set<String> there = admin.listTopics().names().get();
            if (!specs.stream().allMatch(spec -> there.contains(spec.name()))) {
                new TopicProvisioner(admin).provision(specs);
            }
        } catch (ExecutionException e) {
            throw new IOException("cannot list the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while listing the topics", e);
        }
    }

    /// Writes the journals from now on, with what `fold` reads, and holds its durable positions
    /// back until they have that.
    public void follow(KafkaConnection kafka, FoldedLog fold, Consumer<String> fault)
            throws IOException {
        int wanted = drives.layout().parity();
        if (wanted == 0) {
            schemas.unlimited();
            return;
        }
        List<JournalDrive> candidates =
                found.stream()
                        .filter(each -> !each.drive().home())
                        .sorted(
                                Comparator.comparingLong((Found each) -> each.state().generation())
                                        .thenComparing(each -> each.state().complete())
                                        .reversed())
                        .map(each -> candidate(each.drive()))
                        .toList();
        if (candidates.size() < wanted) {
            LOG.error("{} drives can hold a journal, {} should", candidates.size(), wanted);
        }
        for (Found each : found) {
            if (!each.drive().home()) {
                Journal.make(disk, directory(each.drive()));
            }
        }
        for (int partition = 0; partition < topics.partitions(); partition++) {
            fold.limit(partition, -1);
        }
        long generation =
                1 + found.stream().mapToLong(each -> each.state().generation()).max().orElse(0);
        LogFollower started =
                new LogFollower(
                        JournaledLog.of(identity.topics(), kafka.settings(), clock),
                        candidates,
                        LogFollower.Policy.of(wanted, generation),
                        listener(fold),
                        failure -> fault.accept("the journals stopped: " + failure.getMessage()));
        fold.tap(started.tap());
        schemas.tellOfWaiting(started::hurry);
        started.start();
        follower = started;
    }

    private JournalDrive candidate(LocalDrive drive) {
        return new JournalDrive() {
            @Override
            public String name() {
                return drive.directory().toString();
            }

            @Override
            public Journal open() throws IOException {
                return Journal.open(
                        disk, directory(drive), identity, JournalSettings.DEFAULT, random);
            }
        };
    }

    private JournalListener listener(FoldedLog fold) {
        return new JournalListener() {
            @Override
            public void journaled(LogPartition partition, long end) {
                if (partition.topic().equals(topics.namespace())) {
                    fold.limit(partition.partition(), end - 1);
                } else {
                    schemas.reached(end);
                }
            }

            @Override
            public void noneCounts() {
                fold.unlimited();
                schemas.unlimited();
            }
        };
    }

    /// The journal of a drive that was emptied counts no more.
    @Override
    public void lost(LocalDrive drive) {
        if (follower != null) {
            follower.lost(candidate(drive).name());
        }
    }

    /// A drive that was emptied may hold a journal again.
    @Override
    public void renewed(LocalDrive drive) {
        if (follower == null || drive.home()) {
            return;
        }
        try {
            Journal.make(disk, directory(drive));
            follower.renewed(candidate(drive));
        } catch (IOException e) {
            LOG.error("{} gets no journal again", drive, e);
        }
    }

    /// Reads the journal on `drive`, if it is written, and finds damage; no faster than `pace` lets
    /// it. Throws InterruptedIOException if that says so.
    public void scrub(LocalDrive drive, JournalCheck.Pace pace) throws InterruptedIOException {
        if (follower != null) {
            follower.scrub(candidate(drive).name(), pace);
        }
    }

    /// When records of `_schemas` are durable.
    public SchemasDurability schemas() {
        return schemas;
    }

    /// How many journals hold all of the log, how many should, and how many records were answered
    /// while none did.
    public record Progress(int counting, int wanted, long unjournaled) {}

    public Progress progress() {
        return follower == null
                ? new Progress(0, 0, 0)
                : new Progress(
                        follower.counting(), drives.layout().parity(), follower.unjournaled());
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
