package io.cairn.shard.drive;

import io.cairn.schemas.TimeOrderedIds;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.drive.DriveFile.KnownDrive;
import io.cairn.shard.drive.DriveSetException.Reason;
import io.cairn.shard.index.RocksIndexes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt to open directories as drives.
///
/// The file with the highest boot says which drives are known. New drives get a file of boot 0
/// first; then all files are replaced, each with the new boot and the new list. A crash at any
/// moment leaves either directories of boot 0 that nobody knows, which count as empty, or a list
/// whose drives are all there.
final class DriveSetOpening {
    private static final Logger LOG = LoggerFactory.getLogger(DriveSetOpening.class);

    private final DriveSetOptions options;
    private final DriveEnvironment environment;
    private final TimeOrderedIds ids;
    private final List<DriveDirectory> directories = new ArrayList<>();

    private final Map<String, DriveDirectory> present = new LinkedHashMap<>();
    private final List<KnownDrive> known = new ArrayList<>();
    private final List<Path> missing = new ArrayList<>();
    private final List<Path> replaced = new ArrayList<>();
    private final List<Path> joined = new ArrayList<>();
    private Optional<Path> homeMoved = Optional.empty();

    DriveSetOpening(List<Path> paths, DriveSetOptions options, DriveEnvironment environment) {
        this.options = options;
        this.environment = environment;
        this.ids = new TimeOrderedIds(environment.clock(), environment.random());
        paths.forEach(path -> directories.add(new DriveDirectory(path)));
    }

    DriveSet open() {
        boolean done = false;
        try {
            checkPaths();
            for (DriveDirectory directory : directories) {
                if (directory.exists()) {
                    directory.open(environment.disk());
                }
            }
            DriveSet opened = openLocked();
            done = true;
            return opened;
        } catch (IOException e) {
            DriveSetException thrown =
                    new DriveSetException(
                            Reason.NOT_WRITABLE, "cannot open the drives (%s)".formatted(e));
            thrown.initCause(e);
            throw thrown;
        } finally {
            if (!done) {
                DriveSet.release(directories);
            }
        }
    }

    private void checkPaths() {
        if (directories.isEmpty()) {
            throw new DriveSetException(Reason.NOT_WRITABLE, "name at least one DIR");
        }
        long distinct = directories.stream().map(DriveDirectory::path).distinct().count();
        if (distinct < directories.size()) {
            throw new DriveSetException(
                    Reason.TWICE, "a directory is named twice; name each DIR once");
        }
    }

    private DriveSet openLocked() throws IOException {
        Optional<DriveFile> authority =
                directories.stream()
                        .flatMap(directory -> directory.found().stream())
                        .filter(file -> file.boot() > 0)
                        .max(
                                Comparator.comparingLong(DriveFile::epoch)
                                        .thenComparingLong(DriveFile::boot));
        if (authority.isPresent()) {
            recognise(authority.get());
        } else {
            directories.forEach(DriveDirectory::forget);
        }
        joinOthers();
        Layout layout = authority.map(this::layout).orElseGet(this::layout);
        DriveFile next = authority.map(file -> next(file, layout)).orElseGet(() -> first(layout));
        DriveReport report =
                new DriveReport(authority.isEmpty(), missing, replaced, joined, homeMoved);
        warn(report);
        writeFiles(next);
        RocksIndexes indexes =
                new RocksIndexes(options.indexCacheBytes(), options.indexMemtableBytes());
        boolean done = false;
        try {
            List<LocalDrive> drives =
                    new DriveOpener(present, options, environment).open(next, indexes);
            done = true;
            return new DriveSet(
                    next,
                    layout,
                    drives,
                    report,
                    new DriveSet.Held(directories, indexes, environment.monotonic()));
        } finally {
            if (!done) {
                indexes.close();
            }
        }
    }

    /// Finds the known drives among the directories.
    private void recognise(DriveFile authority) throws IOException {
        for (DriveDirectory directory : directories) {
            directory.found().ifPresent(file -> recognise(authority, directory, file));
        }
        for (KnownDrive drive : authority.known()) {
            if (present.containsKey(drive.driveId())) {
                Path path = present.get(drive.driveId()).path();
                known.add(known(drive.driveId(), path, drive.home()));
            } else {
                replaceOrMiss(drive, authority.boot());
            }
        }
        checkEnough(authority);
        moveHomeIfLost(authority);
    }

    private void recognise(DriveFile authority, DriveDirectory directory, DriveFile file) {
        boolean member =
                file.clusterId().equals(authority.clusterId())
                        && authority.knownById(file.driveId()).isPresent();
        if (member) {
            DriveDirectory twin = present.put(file.driveId(), directory);
            if (twin != null) {
                throw new DriveSetException(
                        Reason.TWICE,
                        "%s and %s hold the same drive; leave one out"
                                .formatted(twin.path(), directory.path()));
            }
            directory.raiseFillIfGutted(environment.disk());
        } else if (file.boot() == 0) {
            directory.forget();
        } else {
            throw new DriveSetException(
                    Reason.OTHER_CLUSTER,
                    ("%s holds drive %s of cluster %s, which is not one of the drives of cluster %s;"
                                    + " leave this DIR out, or empty it")
                            .formatted(
                                    directory.path(),
                                    file.driveId(),
                                    file.clusterId(),
                                    authority.clusterId()));
        }
    }

    private void replaceOrMiss(KnownDrive drive, long boot) throws IOException {
        Path place = Path.of(drive.directory());
        Optional<DriveDirectory> empty =
                directories.stream()
                        .filter(directory -> directory.path().equals(place))
                        .filter(directory -> directory.exists() && directory.found().isEmpty())
                        .findFirst();
        boolean unmounted =
                empty.isPresent()
                        && drive.mountPoint()
                        && !environment.mountPoints().isMountPoint(place);
        if (empty.isEmpty() || unmounted) {
            LOG.warn(
                    "drive {} at {} is missing{}",
                    drive.driveId(),
                    place,
                    unmounted ? ": nothing is mounted there" : "");
            missing.add(place);
            known.add(drive);
            return;
        }
        Leftovers.setAsideIfMarked(environment.disk(), place, drive.driveId(), boot);
        empty.get().checkEmpty(environment.disk());
        String id = ids.next().toString();
        LOG.warn("drive {} at {} was replaced; it is drive {} now", drive.driveId(), place, id);
        replaced.add(place);
        present.put(id, empty.get());
        known.add(known(id, place, drive.home()));
    }

    private void checkEnough(DriveFile authority) {
        checkHalf(authority);
        int lost = missing.size() + replaced.size();
        if (lost > authority.parity()) {
            throw new DriveSetException(
                    Reason.TOO_MANY_MISSING,
                    "%d of %d drives are missing or empty, the parity makes up for %d: %s %s; name their DIRs"
                            .formatted(
                                    lost,
                                    authority.known().size(),
                                    authority.parity(),
                                    missing,
                                    replaced));
        }
    }

    /// Where the drive that holds the log is lost, another becomes home: rather one without a
    /// journal, so that the journals can stay.
    private void moveHomeIfLost(DriveFile authority) throws IOException {
        Optional<KnownDrive> lost =
                authority.known().stream()
                        .filter(drive -> drive.home() && !present.containsKey(drive.driveId()))
                        .findFirst();
        if (lost.isEmpty()) {
            return;
        }
        Path place = Path.of(lost.get().directory());
        checkMajority(place);
        List<String> with = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (KnownDrive drive : authority.known()) {
            DriveDirectory directory = present.get(drive.driveId());
            if (directory != null) {
                (directory.holdsJournal(environment.disk()) ? with : without).add(drive.driveId());
            }
        }
        if (with.isEmpty()) {
            throw new DriveSetException(
                    Reason.HOME_MISSING,
                    "the drive at %s holds the log and is missing or empty, and no other that is there has a journal; bring it back"
                            .formatted(place));
        }
        String home = without.isEmpty() ? with.getFirst() : without.getFirst();
        Objects.requireNonNull(present.get(home))
                .setLogAside(environment.disk(), authority.boot() + 1);
        known.replaceAll(drive ->
                new KnownDrive(
                        drive.driveId(),
                        drive.directory(),
                        drive.mountPoint(),
                        drive.driveId().equals(home)));
        LOG.warn("the drive at {} held the log and is lost; drive {} takes its place", place, home);
        homeMoved = Optional.of(place);
    }

    /// Fewer than half of the drives never go on, not even with the log: the others may have taken
    /// its drive for lost and moved it.
    private void checkHalf(DriveFile authority) {
        int counted = authority.known().size() - replaced.size();
        int there = counted - missing.size();
        if (2 * there < counted) {
            throw new DriveSetException(
                    Reason.TOO_MANY_MISSING,
                    ("only %d of %d drives are there; bring back more of %s, or put an empty directory"
                                    + " in the place of a drive that is lost for good")
                            .formatted(there, counted, missing));
        }
    }

    /// Of two halves of the drives, each of which takes the other for lost, only one may go on:
    /// that with the log.
    private void checkMajority(Path place) {
        int counted = known.size() - replaced.size();
        int there = counted - missing.size();
        if (2 * there <= counted) {
            throw new DriveSetException(
                    Reason.HOME_MISSING,
                    ("the drive at %s holds the log and is missing, and only %d of %d drives are there;"
                                    + " bring back more of %s, or put an empty directory in the place of a drive"
                                    + " that is lost for good")
                            .formatted(place, there, counted, missing));
        }
    }

    /// Every directory that is no known drive's place becomes a new drive.
    private void joinOthers() throws IOException {
        boolean fresh = known.isEmpty();
        for (DriveDirectory directory : directories) {
            boolean taken = present.containsValue(directory) || missing.contains(directory.path());
            if (!taken) {
                if (!directory.exists()) {
                    directory.create(environment.disk());
                }
                directory.checkEmpty(environment.disk());
                String id = ids.next().toString();
                present.put(id, directory);
                known.add(known(id, directory.path(), fresh && known.isEmpty()));
                if (!fresh) {
                    LOG.info("{} joins as drive {}", directory.path(), id);
                    joined.add(directory.path());
                }
            }
        }
    }

    private KnownDrive known(String id, Path path, boolean home) throws IOException {
        boolean mountPoint = environment.mountPoints().isMountPoint(path);
        return new KnownDrive(id, path.toString(), mountPoint, home);
    }

    /// The layout of a cluster whose newest file is `authority`.
    private Layout layout(DriveFile authority) {
        return options.parity().isEmpty() && authority.parityChosen()
                ? layoutOf(authority.parity())
                : layout();
    }

    /// The layout that the options choose, or the usual one.
    private Layout layout() {
        OptionalInt chosen = options.parity();
        return chosen.isPresent() ? layoutOf(chosen.getAsInt()) : Layout.byDefault(known.size());
    }

    private Layout layoutOf(int parity) {
        int width = Math.min(known.size(), Layout.WIDTH_MAX);
        if (parity < 0 || parity >= width) {
            throw new DriveSetException(
                    Reason.PARITY,
                    "--parity %d does not fit %d drives; choose 0 to %d"
                            .formatted(parity, known.size(), width - 1));
        }
        return new Layout(known.size(), parity);
    }

    /// What the drives' files say after `authority`.
    private DriveFile next(DriveFile authority, Layout layout) {
        return file(
                authority.clusterId(),
                authority.boot() + 1,
                authority.epoch(),
                authority.parityChosen(),
                layout);
    }

    /// What the drives' files say in a new cluster.
    private DriveFile first(Layout layout) {
        return file(ids.next().toString(), 1, 1, false, layout);
    }

    private DriveFile file(
            String clusterId, long boot, long epoch, boolean parityChosen, Layout layout) {
        boolean changed = !missing.isEmpty() || !replaced.isEmpty() || !joined.isEmpty();
        return new DriveFile(
                DriveFile.FORMAT_VERSION,
                clusterId,
                "",
                boot,
                epoch + (changed ? 1 : 0),
                layout.parity(),
                parityChosen || options.parity().isPresent(),
                known,
                0);
    }

    private void writeFiles(DriveFile next) {
        for (Map.Entry<String, DriveDirectory> drive : present.entrySet()) {
            if (drive.getValue().found().isEmpty()) {
                drive.getValue().restrict();
                drive.getValue().write(environment.disk(), next.with(drive.getKey(), 0, 0));
            }
        }
        for (Map.Entry<String, DriveDirectory> drive : present.entrySet()) {
            long fill = drive.getValue().fill();
            DriveFile file = next.with(drive.getKey(), next.boot(), fill);
            drive.getValue().write(environment.disk(), file);
        }
    }

    private static void warn(DriveReport report) {
        if (report.degraded()) {
            LOG.warn(
                    "missing drives: {}, replaced drives: {}; objects have fewer shards until healed",
                    report.missing(),
                    report.replaced());
        }
    }
}
