package io.cairn.shard.drive;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `drive.json`: which drive of which cluster a directory is, and what it knows of the others.
/// `boot` counts starts and is 0 until the first start is complete; `epoch` counts changes of who
/// takes part. `parityChosen` says that the operator chose the parity. `fill` counts how often the
/// drive lost shards at once, emptied under a running server or found without directories of its
/// store, and was to be filled anew.
record DriveFile(
        int formatVersion,
        String clusterId,
        String driveId,
        long boot,
        long epoch,
        int parity,
        boolean parityChosen,
        List<KnownDrive> known,
        long fill) {
    /// The version of the drive's format, shards included.
    static final int FORMAT_VERSION = 1;

    static final String NAME = LocalDrive.FILE_NAME;
    static final String TEMPORARY_NAME = "drive.json.tmp";

    private static final int BYTES_MAX = 1 << 20;
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    DriveFile {
        known = List.copyOf(known);
    }

    /// A drive of the cluster; `directory` is where it was last seen.
    record KnownDrive(String driveId, String directory, boolean mountPoint, boolean home) {}

    /// The same for another drive of the cluster, at its own `newFill`, or at another boot.
    DriveFile with(String newDriveId, long newBoot, long newFill) {
        return new DriveFile(
                formatVersion,
                clusterId,
                newDriveId,
                newBoot,
                epoch,
                parity,
                parityChosen,
                known,
                newFill);
    }

    Optional<KnownDrive> knownById(String id) {
        return known.stream().filter(drive -> drive.driveId().equals(id)).findFirst();
    }

    /// Reads the directory's file; `exists` was checked. Throws IOException if it is none.
    static DriveFile read(Disk disk, Path directory) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
        int length;
        try (DiskFile file = disk.open(directory.resolve(NAME))) {
            length = file.read(buffer, 0);
        }
        try {
            return JSON.readValue(buffer.array(), 0, length, DriveFile.class);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new IOException(
                    place == null
                            ? "it is not what a drive's file holds"
                            : "it is damaged at line %d, column %d"
                                    .formatted(place.getLineNr(), place.getColumnNr()),
                    e);
        }
    }

    /// Replaces the directory's file. Atomic; durable when this returns.
    void write(Disk disk, Path directory) throws IOException {
        Path temporary = directory.resolve(TEMPORARY_NAME);
        disk.delete(temporary);
        try (DiskFile file = disk.create(temporary)) {
            file.write(ByteBuffer.wrap(JSON.writeValueAsBytes(this)), 0);
            file.sync();
        }
        disk.rename(temporary, directory.resolve(NAME));
        disk.syncDirectory(directory);
    }
}
