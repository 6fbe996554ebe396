package io.cairn.shard.drive;

import io.cairn.schemas.DriveId;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.drive.DriveFile.KnownDrive;
import io.cairn.shard.drive.DriveSetException.Reason;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.index.IndexSource;
import io.cairn.shard.segment.PackedShardStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the stores of drives that were recognised.
///
/// @param present by the drives' ids
record DriveOpener(
        Map<String, DriveDirectory> present,
        DriveSetOptions options,
        DriveEnvironment environment) {
    private static final Logger LOG = LoggerFactory.getLogger(DriveOpener.class);

    /// Opens the drives side by side: recovering one takes as long as its disk needs. If one cannot
    /// be opened, the others are closed again. So they are if the caller is interrupted, once all
    /// are open: their threads use what the caller frees when this has thrown.
    List<LocalDrive> open(DriveFile file, IndexSource indexes) {
        Map<FutureTask<LocalDrive>, DriveDirectory> opening = new LinkedHashMap<>();
        for (KnownDrive drive : file.known()) {
            DriveDirectory directory = present.get(drive.driveId());
            if (directory != null) {
                FutureTask<LocalDrive> task =
                        new FutureTask<>(() -> openDrive(file, drive, directory, indexes));
                opening.put(task, directory);
                Thread.ofPlatform().name("drive-open-" + opening.size()).start(task);
            }
        }
        List<LocalDrive> drives = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<Throwable> causes = new ArrayList<>();
        boolean interrupted = false;
        for (Map.Entry<FutureTask<LocalDrive>, DriveDirectory> task : opening.entrySet()) {
            interrupted |= awaitEnd(task.getKey());
            switch (task.getKey().state()) {
                case SUCCESS -> drives.add(task.getKey().resultNow());
                case FAILED -> {
                    Throwable cause = task.getKey().exceptionNow();
                    log(task.getValue(), cause);
                    failures.add(task.getValue().unopened(cause));
                    causes.add(cause);
                }
                case RUNNING, CANCELLED ->
                        throw new IllegalStateException(task.getValue() + " is " + task.getKey());
            }
        }
        if (interrupted) {
            failures.add("interrupted while opening the drives");
            causes.add(new InterruptedIOException("interrupted while opening the drives"));
        }
        if (!failures.isEmpty()) {
            drives.forEach(LocalDrive::close);
            if (interrupted) { // only now: to close a drive is to wait for its threads
                Thread.currentThread().interrupt();
            }
            DriveSetException thrown =
                    new DriveSetException(Reason.NOT_WRITABLE, String.join("; ", failures));
            thrown.initCause(causes.getFirst());
            causes.stream().skip(1).forEach(thrown::addSuppressed);
            throw thrown;
        }
        return drives;
    }

    /// Waits for the end, however that comes; whether it was interrupted meanwhile.
    private static boolean awaitEnd(FutureTask<LocalDrive> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                return interrupted;
            }
        }
        return interrupted;
    }

    /// What is no failure of the drive's file system is a mistake of ours: where it was made is
    /// said too.
    private static void log(DriveDirectory directory, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("cannot open {}", directory.path(), cause);
        } else {
            LOG.error("cannot open {}", directory.path(), cause);
        }
    }

    private LocalDrive openDrive(
            DriveFile file, KnownDrive drive, DriveDirectory directory, IndexSource indexes)
            throws IOException {
        Path path = directory.path();
        DriveId id = DriveId.parse(drive.driveId());
        LocalDrive.Opener opener =
                () ->
                        PackedShardStore.open(
                                path,
                                new FileShardStore.Boot(
                                        file.boot(), environment.clock(), environment.monotonic()),
                                new PackedShardStore.Options(
                                        environment.disk(),
                                        indexes,
                                        id,
                                        options.reserve(),
                                        options.buffersMax(),
                                        options.segments(),
                                        new SplittableRandom(environment.random().nextLong())));
        LocalDrive.Location place = new LocalDrive.Location(path, drive.home(), directory.fill());
        return new LocalDrive(
                id, place, opener, opener.open(), options.threads(), environment.monotonic());
    }
}
