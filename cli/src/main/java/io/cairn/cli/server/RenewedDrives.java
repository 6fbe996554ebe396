package io.cairn.cli.server;

import io.cairn.journal.kafka.LogJournals;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings back to a drive that was emptied what is neither a shard nor follows from shards: its
/// journal and the root user's keys. Without the drive that holds the log the server does not go
/// on: it would take more for a log that is not there any more.
final class RenewedDrives implements DriveWatch.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedDrives.class);
    private static final String KEYS = "credentials.json";

    private final DriveSet drives;
    private final LogJournals journals;
    private final ServerEnvironment environment;
    private final Consumer<String> fault;

    /// `fault` is told in words when the log is gone.
    RenewedDrives(
            DriveSet drives,
            LogJournals journals,
            ServerEnvironment environment,
            Consumer<String> fault) {
        this.drives = drives;
        this.journals = journals;
        this.environment = environment;
        this.fault = fault;
    }

    /// Where the root user's keys are kept: on every drive, should that of the log be lost; that
    /// one first.
    static List<Path> keys(DriveSet drives) {
        List<Path> files = new ArrayList<>();
        files.add(keys(drives.home()));
        for (LocalDrive drive : drives.drives()) {
            if (!drive.home()) {
                files.add(keys(drive));
            }
        }
        return files;
    }

    private static Path keys(LocalDrive drive) {
        return drive.directory().resolve(KEYS);
    }

    @Override
    public void lost(LocalDrive drive) {
        if (drive.home()) {
            fault.accept(
                    ("the drive at %s held the log and was emptied, in part or whole, or taken away; start"
                                    + " the server again: it goes on with the log if that is still there,"
                                    + " or makes it again if another drive has a journal")
                            .formatted(drive.directory()));
        }
        journals.lost(drive);
    }

    @Override
    public void renewed(LocalDrive drive) {
        journals.renewed(drive);
        try {
            Path from = keys(drives.home());
            Path to = keys(drive);
            RootCredentials.load(List.of(from, to), environment.variables(), environment.random());
        } catch (IOException e) {
            LOG.warn("the root user's keys are not kept on {}", drive, e);
        }
    }
}
