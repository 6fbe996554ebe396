package io.cairn.shard.segment;

import io.cairn.schemas.DriveId;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segment files of a drive, by number. Safe for use by many threads.
final class SegmentTable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentTable.class);
    static final String DIRECTORY = "segments";
    private static final Pattern FILE_NAME = Pattern.compile("([0-9a-f]{16})\\.seg");

    private final Disk disk;
    private final Path root;
    private final Path directory;
    private final DriveId drive;
    private final int openMax;
    private final Map<Long, SegmentFile> segments = new ConcurrentSkipListMap<>();
    private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();
    private final AtomicInteger openedSinceTrim = new AtomicInteger();

    /// Segments in the drive's directory `root`.
    SegmentTable(Disk disk, Path root, DriveId drive, int openMax) {
        this.disk = disk;
        this.root = root;
        this.directory = root.resolve(DIRECTORY);
        this.drive = drive;
        this.openMax = openMax;
    }

    /// Makes the directory, durably, and reads the segments' headers. Removes files without a
    /// batch: their headers may never have become durable. Shows the numbers of others that have no
    /// good header; they are left alone.
    List<Long> load() throws IOException {
        disk.createDirectory(directory);
        disk.syncDirectory(root);
        ByteBuffer page = ByteBuffer.allocate(SegmentHeaderLayout.PAGE_BYTES);
        disk.list(
                directory,
                path -> {
                    Matcher matcher = FILE_NAME.matcher(path.getFileName().toString());
                    if (matcher.matches()) {
                        long number = Long.parseUnsignedLong(matcher.group(1), 16);
                        if (!load(path, number, page)) {
                            unreadable.add(number);
                        }
                    }
                });
        disk.syncDirectory(directory);
        return List.copyOf(unreadable);
    }

    private boolean load(Path path, long number, ByteBuffer page) throws IOException {
        Optional<SegmentName> name;
        try (DiskFile file = disk.open(path)) {
            if (file.size() <= SegmentHeaderLayout.PAGE_BYTES) {
                disk.delete(path);
                return true;
            }
            name = header(file, page);
        }
        boolean good =
                name.isPresent()
                        && name.get().number() == number
                        && name.get().drive().equals(drive);
        if (good) {
            segments.put(number, new SegmentFile(disk, path, name.orElseThrow()));
        }
        return good;
    }

    private static Optional<SegmentName> header(DiskFile file, ByteBuffer page) throws IOException {
        page.clear();
        file.read(page, 0);
        return SegmentName.parse(page.flip());
    }

    /// The segment of this number; null if there is none.
    @Nullable SegmentFile get(long number) {
        return segments.get(number);
    }

    /// All segments, in the order of their numbers.
    List<SegmentFile> all() {
        return List.copyOf(segments.values());
    }

    /// Whether there is a file of this number, be its header good or not.
    boolean has(long number) {
        return segments.containsKey(number) || unreadable(number);
    }

    /// Whether there is a file of this number without a good header.
    boolean unreadable(long number) {
        return unreadable.contains(number);
    }

    /// A view of the segment for one reader, who closes it; throws NoSuchFileException if there is
    /// none.
    DiskFile read(SegmentFile segment) throws IOException {
        if (!segment.open() && openedSinceTrim.incrementAndGet() > openMax / 2) {
            openedSinceTrim.set(0);
            trim();
        }
        return segment.read();
    }

    /// Closes files that were not read since the last time, if more than half of the limit are
    /// open. As it runs whenever half of the limit were opened, the limit holds but for segments
    /// that are all in use.
    private void trim() {
        long open = segments.values().stream().filter(SegmentFile::open).count();
        if (open > openMax / 2) {
            segments.values().forEach(SegmentFile::closeIfUnused);
        }
    }

    /// Makes a file with this header, durably, name and all.
    DiskFile create(long number, long boot, long salt) throws IOException {
        SegmentName name = new SegmentName(number, boot, drive, salt);
        Path path = path(number);
        disk.create(path).close();
        DiskFile file = disk.openShared(path);
        boolean done = false;
        try {
            file.write(name.page(), 0);
            file.sync();
            disk.syncDirectory(directory);
            segments.put(number, new SegmentFile(disk, path, name));
            done = true;
            return file;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /// Opens a segment to seal it.
    DiskFile update(SegmentFile segment) throws IOException {
        return disk.openShared(segment.path());
    }

    /// Removes a segment, durably. Readers that have it open go on. If this throws and the segment
    /// is not shown any more, its removal is durable after [#sync].
    void remove(SegmentFile segment) throws IOException {
        disk.delete(segment.path());
        segments.remove(segment.name().number());
        segment.retire();
        sync();
        LOG.debug("removed {}", segment.path());
    }

    /// Removes a file that had no good header, like [#remove]; false if it has one, be it that of
    /// another segment.
    boolean removeUnreadable(long number) throws IOException {
        Path path = path(number);
        if (disk.exists(path)) {
            try (DiskFile file = disk.open(path)) {
                ByteBuffer page = ByteBuffer.allocate(SegmentHeaderLayout.PAGE_BYTES);
                if (header(file, page).isPresent()) {
                    return false;
                }
            }
            disk.delete(path);
        }
        unreadable.remove(number);
        sync();
        return true;
    }

    /// Makes removals durable.
    void sync() throws IOException {
        disk.syncDirectory(directory);
    }

    Path path(long number) {
        return directory.resolve("%016x.seg".formatted(number));
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    @Override
    public void close() {
        segments.values().forEach(SegmentFile::retire);
    }
}
