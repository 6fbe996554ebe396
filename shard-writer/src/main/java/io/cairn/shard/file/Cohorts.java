package io.cairn.shard.file;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.disk.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The directories of a drive's shards. A cohort is all blobs whose ids share their first 28 bits:
/// ids begin with a time, so blobs written within about 17 minutes of each other are of one cohort,
/// and lie in one directory that their ids name. Time plays no other part: any id works.
///
/// ```
/// shards/<first 18 bits, hex>/<next 10 bits, hex>/<blob>-<index>-<generation>
/// boots/<boot>/<cohort, hex>     empty; made, durably, before the first shard of that cohort
/// tmp/<number>                   shards that are being written
/// ```
///
/// So the shards of earlier boots that still have to be swept are found without a walk over all.
final class Cohorts {
    /// The directories of all cohorts, and of their markers.
    static final String SHARDS = "shards";

    static final String BOOTS = "boots";

    private static final int COHORT_SHIFT = 36;
    private static final int LOW_BITS = 10;
    private static final int LOW_MASK = (1 << LOW_BITS) - 1;
    private static final Pattern NAME = Pattern.compile("([0-9a-f-]{36})-(\\d{1,9})-(\\d{1,10})");
    private static final int KNOWN_MAX = 4096;

    private final Disk disk;
    private final Path shards;
    private final Path boots;
    private final Path boot;
    private final Map<Integer, SyncGroup> prepared = new ConcurrentHashMap<>();

    Cohorts(Disk disk, Path root, long boot) {
        this.disk = disk;
        this.shards = root.resolve(SHARDS);
        this.boots = root.resolve(BOOTS);
        this.boot = boots.resolve(Long.toString(boot));
    }

    /// Makes the directories; they are durable when this returns, but for the drive's own entry.
    void start() throws IOException {
        disk.createDirectory(shards);
        disk.createDirectory(boots);
        disk.createDirectory(boot);
        disk.syncDirectory(boots);
    }

    /// Where a shard lies.
    Path file(ShardRef shard) {
        String name = shard.blob() + "-" + shard.index() + "-" + shard.generation();
        return directory(cohort(shard.blob())).resolve(name);
    }

    /// Up to `max` shards, in order, from `from` on. Directories are in the order of their blobs;
    /// one is listed whole, since the file system knows no order.
    List<ShardRef> list(ShardRef from, int max) throws IOException {
        List<ShardRef> found = new ArrayList<>();
        int first = cohort(from.blob());
        for (int high : numbers(shards, first >>> LOW_BITS)) {
            Path parent = shards.resolve(Integer.toHexString(high));
            int low = high == first >>> LOW_BITS ? first & LOW_MASK : 0;
            for (int next : numbers(parent, low)) {
                List<ShardRef> names = new ArrayList<>();
                disk.list(
                        parent.resolve(Integer.toHexString(next)),
                        file ->
                                ref(name(file))
                                        .filter(r -> r.compareTo(from) >= 0)
                                        .ifPresent(names::add));
                names.sort(Comparator.naturalOrder());
                found.addAll(names.subList(0, Math.min(names.size(), max - found.size())));
                if (found.size() == max) {
                    return found;
                }
            }
        }
        return found;
    }

    /// The directories in `parent` whose hexadecimal names are `least` or more, in order.
    private List<Integer> numbers(Path parent, int least) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        disk.list(parent, entry -> numbers.add(Integer.parseInt(name(entry), 16)));
        return numbers.stream().filter(number -> number >= least).sorted().toList();
    }

    /// The shard that a file's name says; none if it is another kind of file.
    private static Optional<ShardRef> ref(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches()
                ? Optional.of(
                        new ShardRef(
                                BlobId.parse(parts.group(1)),
                                Integer.parseInt(parts.group(2)),
                                Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    /// Makes sure that the directory of `blob` is there and noted for this boot, durably.
    void prepare(BlobId blob) throws IOException {
        int cohort = cohort(blob);
        if (!prepared.containsKey(cohort)) {
            create(cohort);
        }
    }

    /// Makes the names of the shards of a cohort durable.
    void sync(int cohort) throws IOException {
        SyncGroup group = prepared.get(cohort);
        if (group == null) {
            disk.syncDirectory(directory(cohort));
        } else {
            group.sync();
        }
    }

    /// The cohorts that earlier boots wrote to and that are not swept, by boot.
    Map<Long, List<Path>> unswept() throws IOException {
        Map<Long, List<Path>> found = new HashMap<>();
        for (Path earlier : earlierBoots()) {
            List<Path> directories = new ArrayList<>();
            disk.list(
                    earlier,
                    marker -> directories.add(directory(Integer.parseInt(name(marker), 16))));
            found.put(Long.parseLong(name(earlier)), directories);
        }
        return found;
    }

    /// Forgets the earlier boots. Their directories are synced first: a deletion by an earlier boot
    /// may not be durable yet, and a shard that came back after this would never be seen again.
    void markSwept() throws IOException {
        for (List<Path> directories : unswept().values()) {
            for (Path directory : directories) {
                disk.syncDirectory(directory);
            }
        }
        for (Path earlier : earlierBoots()) {
            disk.list(earlier, disk::delete);
            disk.delete(earlier);
        }
    }

    private List<Path> earlierBoots() throws IOException {
        List<Path> earlier = new ArrayList<>();
        disk.list(
                boots,
                entry -> {
                    if (!entry.equals(boot)) {
                        earlier.add(entry);
                    }
                });
        return earlier;
    }

    private synchronized void create(int cohort) throws IOException {
        if (prepared.containsKey(cohort)) {
            return;
        }
        Path directory = directory(cohort);
        Path parent = shards.resolve(Integer.toHexString(cohort >>> LOW_BITS));
        disk.createDirectory(parent);
        disk.syncDirectory(shards);
        disk.createDirectory(directory);
        disk.syncDirectory(parent);
        try {
            disk.create(boot.resolve(Integer.toHexString(cohort))).close();
        } catch (FileAlreadyExistsException e) {
            // Noted before, and forgotten when the map was cleared.
        }
        disk.syncDirectory(boot);
        if (prepared.size() >= KNOWN_MAX) {
            prepared.clear();
        }
        prepared.put(cohort, new SyncGroup(() -> disk.syncDirectory(directory)));
    }

    private Path directory(int cohort) {
        return shards.resolve(Integer.toHexString(cohort >>> LOW_BITS))
                .resolve(Integer.toHexString(cohort & LOW_MASK));
    }

    /// The cohort of a blob.
    static int cohort(BlobId blob) {
        return (int) (blob.value().getMostSignificantBits() >>> COHORT_SHIFT);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
