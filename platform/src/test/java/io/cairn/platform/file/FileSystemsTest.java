package io.cairn.platform.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSystemsTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir private Path directory;

    @Test
    void space_isWhatTheJdkSeesToo() throws IOException {
        FileSystems.Space space = FileSystems.space(directory);
        assertThat(space.totalBytes()).isEqualTo(directory.toFile().getTotalSpace());
        assertThat(space.usableBytes()).isBetween(1L, space.totalBytes());
        assertThat(space.usableInodes()).isPositive();
    }

    @Test
    void space_ofAFileSystemWithoutSize_isUnknown() throws IOException {
        FileSystems.Space space = FileSystems.space(Path.of("/proc"));
        assertThat(space.totalBytes()).isEqualTo(FileSystems.Space.UNKNOWN);
        assertThat(space.usableBytes()).isEqualTo(FileSystems.Space.UNKNOWN);
    }

    @Test
    void space_ofNothing_throws() {
        assertThatThrownBy(() -> FileSystems.space(directory.resolve("none")))
                .isInstanceOf(FileSystemException.class);
    }

    @Test
    void allocate_takesSpace() throws IOException {
        Path file = directory.resolve("ballast");
        assertThat(FileSystems.allocate(file, MEBIBYTE)).isTrue();
        assertThat(file).hasSize(MEBIBYTE);
        assertThat((long) Files.getAttribute(file, "unix:ino")).isPositive();
        assertThatThrownBy(() -> FileSystems.allocate(file, MEBIBYTE))
                .isInstanceOf(FileSystemException.class);
    }

    @Test
    void allocate_ofMoreThanThereIs_leavesNoFile() throws IOException {
        Path file = directory.resolve("ballast");
        assertThat(FileSystems.allocate(file, 1L << 60)).isFalse();
        assertThat(file).doesNotExist();
    }
}
