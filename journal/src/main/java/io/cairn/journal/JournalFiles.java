package io.cairn.journal;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of a journal's directory.
final class JournalFiles {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.jrn");
    private static final int RADIX = 16;

    private final Disk disk;
    private final Path directory;
    private final JournalIdentity identity;

    JournalFiles(Disk disk, Path directory, JournalIdentity identity) {
        this.disk = disk;
        this.directory = directory;
        this.identity = identity;
    }

    Path path(long number) {
        return directory.resolve("%016x.jrn".formatted(number));
    }

    /// All files with their headers, if they have any, by number.
    TreeMap<Long, Optional<JournalHeader>> headers() throws IOException {
        TreeMap<Long, Optional<JournalHeader>> found = new TreeMap<>();
        disk.list(
                directory,
                entry -> {
                    OptionalLong number = number(entry);
                    if (number.isPresent()) {
                        found.put(number.getAsLong(), header(number.getAsLong()));
                    }
                });
        return found;
    }

    /// What the first batch of a file says in the place of its header; empty if its frame cannot be
    /// read or the file holds no batch that counts.
    Optional<JournalHeader> firstBatch(long number) throws IOException {
        try (DiskFile file = disk.open(path(number))) {
            Optional<JournalHeader> header = JournalHeader.ofFirstBatch(file, number, identity);
            boolean counts = header.isPresent() && new JournalScan(file, header.get()).begun();
            return counts ? header : Optional.empty();
        }
    }

    /// The numbers of all files.
    Set<Long> numbers() throws IOException {
        Set<Long> found = new HashSet<>();
        disk.list(directory, entry -> number(entry).ifPresent(found::add));
        return found;
    }

    private static OptionalLong number(Path entry) {
        Matcher matcher = NAME.matcher(String.valueOf(entry.getFileName()));
        return matcher.matches()
                ? OptionalLong.of(Long.parseUnsignedLong(matcher.group(1), RADIX))
                : OptionalLong.empty();
    }

    /// Whether a file is longer than its headers, so that it may hold records.
    boolean held(long number) throws IOException {
        try (DiskFile file = disk.open(path(number))) {
            return file.size() > JournalHeaderLayout.FIRST_BATCH;
        }
    }

    /// Whether a file's header and its copy are both whole.
    boolean hasBothHeaders(long number) throws IOException {
        try (DiskFile file = disk.open(path(number))) {
            return JournalHeader.isTwice(file);
        }
    }

    /// The header of a file; empty if none can be read.
    Optional<JournalHeader> header(long number) throws IOException {
        Path path = path(number);
        try (DiskFile file = disk.open(path)) {
            Optional<JournalHeader> header = JournalHeader.read(file);
            if (header.isEmpty() && file.size() > JournalHeaderLayout.FIRST_BATCH) {
                LOG.error("{} has no header that can be read", path);
            }
            if (header.isPresent() && !header.get().clusterId().equals(identity.clusterId())) {
                throw new JournalException(
                        "%s is of cluster %s, not %s; remove that directory"
                                .formatted(path, header.get().clusterId(), identity.clusterId()));
            }
            return header.filter(read -> read.number() == number);
        }
    }
}
