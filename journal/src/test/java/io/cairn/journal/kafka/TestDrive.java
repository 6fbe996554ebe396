package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalIdentity;
import io.cairn.journal.JournalReader;
import io.cairn.journal.JournalSettings;
import io.cairn.journal.JournalState;
import io.cairn.journal.LogPartition;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/// A drive of its own, with a journal, whose syncs can be made to hang.
final class TestDrive implements JournalDrive {
    private static final Path ROOT = Path.of("/drive");
    private static final Path DIRECTORY = ROOT.resolve("journal");

    private final String name;
    private final JournalIdentity identity;
    private final Random random;
    final SimulatedDisk disk;
    final HangingDisk hanging;

    TestDrive(String name, JournalIdentity identity, Random random) {
        this.name = name;
        this.identity = identity;
        this.random = random;
        this.disk = new SimulatedDisk(ROOT, random);
        this.hanging = new HangingDisk(disk);
        try {
            make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the journal's directory.
    void make() throws IOException {
        Journal.make(disk, DIRECTORY);
    }

    /// Removes all that is on it.
    void empty() throws IOException {
        for (Path file : files()) {
            disk.delete(file);
        }
        disk.delete(DIRECTORY);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        disk.list(DIRECTORY, files::add);
        return files;
    }

    /// Flips a byte of what stands in one of the files.
    void damage(String value) throws IOException {
        for (Path file : files()) {
            try (DiskFile open = disk.open(file)) {
                ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(open.size()));
                open.read(all, 0);
                int at = new String(all.array(), StandardCharsets.ISO_8859_1).indexOf(value);
                if (at >= 0) {
                    disk.flip(file, at);
                    return;
                }
            }
        }
        throw new IOException(value + " is nowhere");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Journal open() throws IOException {
        return Journal.open(hanging, DIRECTORY, identity, JournalSettings.DEFAULT, random);
    }

    /// What the log would be made again from.
    LogRestore.Source source() {
        return new LogRestore.Source(name, reader(), state());
    }

    JournalState state() {
        try {
            return reader().state();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The values of a partition's records, by offset.
    Map<Long, String> values(LogPartition partition) throws IOException {
        Map<Long, String> values = new TreeMap<>();
        reader().read(
                        new long[identity.topics().slots()],
                        record -> {
                            if (record.partition().equals(partition)) {
                                values.put(
                                        record.offset(),
                                        new String(
                                                Objects.requireNonNull(record.value()),
                                                StandardCharsets.UTF_8));
                            }
                        });
        return values;
    }

    private JournalReader reader() {
        return new JournalReader(disk, DIRECTORY, identity);
    }
}
