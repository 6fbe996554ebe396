package io.cairn.shard.disk;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A small file that holds one record as JSON and is replaced whole. Used by one thread at a time.
public final class JsonFile<T> {
    private static final int BYTES_MAX = 1 << 20;
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Disk disk;
    private final Path directory;
    private final String name;
    private final Class<T> type;

    /// The file `name` in `directory`.
    public JsonFile(Disk disk, Path directory, String name, Class<T> type) {
        this.disk = disk;
        this.directory = directory;
        this.name = name;
        this.type = type;
    }

    /// What the file holds; empty if there is none. Throws IOException if it is not such a record.
    public Optional<T> read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
        try (DiskFile file = disk.open(directory.resolve(name))) {
            int length = file.read(buffer, 0);
            return Optional.of(JSON.readValue(buffer.array(), 0, length, type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Replaces what the file holds. Atomic; durable when this returns.
    public void write(T value) throws IOException {
        Path temporary = directory.resolve(name + ".tmp");
        disk.delete(temporary);
        try (DiskFile file = disk.create(temporary)) {
            file.write(ByteBuffer.wrap(JSON.writeValueAsBytes(value)), 0);
            file.sync();
        }
        disk.rename(temporary, directory.resolve(name));
        disk.syncDirectory(directory);
    }
}
