package io.cairn.shard.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSystemDiskTest {
    private static final int LONGER_THAN_ANY_NAME = 5_000;

    @TempDir Path directory;
    private final FileSystemDisk disk = new FileSystemDisk();

    @Test
    void exists_saysWhatIsThere() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(disk.exists(file)).isTrue();
        assertThat(disk.exists(directory)).isTrue();
        assertThat(disk.exists(directory.resolve("other"))).isFalse();
    }

    @Test
    void exists_thatCannotBeFoundOut_throws() {
        Path path = directory.resolve("x".repeat(LONGER_THAN_ANY_NAME));
        assertThatThrownBy(() -> disk.exists(path)).isInstanceOf(IOException.class);
    }
}
