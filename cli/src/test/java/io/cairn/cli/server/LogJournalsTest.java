package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.registry.EmbeddedRegistry;
import io.cairn.journal.Journal;
import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalException;
import io.cairn.journal.JournalIdentity;
import io.cairn.journal.JournalSettings;
import io.cairn.journal.JournalTopic;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.kafka.LogEvidence;
import io.cairn.journal.kafka.LogJournals;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.Topics;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.drive.DriveEnvironment;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveSetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log's drive was replaced; of the two journals that are left one was given up long ago.
final class LogJournalsTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    @TempDir Path root;

    private final FileSystemDisk files = new FileSystemDisk();
    private final Random random = new Random(3);
    private DriveSet drives;
    private FaultyDisk disk;

    @BeforeEach
    void write() throws IOException {
        DriveEnvironment environment =
                new DriveEnvironment(
                        files, path -> false, Clock.systemUTC(), MonotonicClock.SYSTEM, random);
        List<Path> paths = List.of(root.resolve("a"), root.resolve("b"), root.resolve("c"));
        drives = DriveSet.open(paths, DriveSetOptions.DEFAULT, environment);
        Path givenUp = paths.get(1).resolve("journal");
        Path newest = paths.get(2).resolve("journal");
        write(givenUp, 1, 10);
        write(newest, 2, 1_000);
        disk = new FaultyDisk(newest);
    }

    private void write(Path directory, long generation, int records) throws IOException {
        JournalTopics topics =
                new JournalTopics(
                        List.of(
                                new JournalTopic(
                                        TOPICS.namespace(), ServerConfig.PARTITIONS, false),
                                new JournalTopic(
                                        EmbeddedRegistry.topic(ServerConfig.REPLICAS).name(),
                                        1,
                                        true)));
        JournalIdentity identity = new JournalIdentity(UUID.fromString(drives.clusterId()), topics);
        Journal.make(files, directory);
        try (Journal journal =
                Journal.open(files, directory, identity, JournalSettings.DEFAULT, random)) {
            JournalBatch.Builder batch = new JournalBatch.Builder(topics);
            for (int i = 0; i < records; i++) {
                batch.add(0, i, 0, null, new byte[10]);
            }
            journal.append(List.of(batch.build()), generation, true);
        }
    }

    @AfterEach
    void close() {
        drives.close();
    }

    private LogJournals journals() {
        LogJournals journals =
                new LogJournals(
                        drives, disk, JournaledFold.topics(TOPICS), random, MonotonicClock.SYSTEM);
        journals.openOnce();
        return journals;
    }

    @Test
    void log_ofWhichAllJournalsCanBeRead_isMadeAgain() {
        assertThat(journals().holdTheLog()).isTrue();
        assertThat(journals().evidence()).isEqualTo(LogEvidence.WHOLE);
    }

    @Test
    void log_ofWhichTheNewestJournalCannotBeRead_isNotMadeFromAnOlderOne() {
        disk.fault = FaultyDisk.Fault.REFUSES_ALL;
        assertThatThrownBy(journals()::holdTheLog)
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll(root.resolve("c").toString(), "cannot be read");
    }

    @Test
    void store_beyondTheLogWhileAJournalCannotBeRead_isNotThrownAway() {
        disk.fault = FaultyDisk.Fault.REFUSES_ALL;
        assertThat(journals().evidence()).isEqualTo(LogEvidence.NONE);
    }
}
