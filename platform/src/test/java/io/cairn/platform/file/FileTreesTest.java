package io.cairn.platform.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTreesTest {
    @TempDir Path directory;
    private Path outside;
    private Path tree;

    @BeforeEach
    void grow() throws IOException {
        outside = Files.writeString(directory.resolve("outside"), "stays");
        tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("branch").resolve("twig"));
        Files.writeString(tree.resolve("branch").resolve("leaf"), "falls");
        Files.createSymbolicLink(tree.resolve("link"), directory);
    }

    @Test
    void delete_removesAllAndFollowsNoLink() throws IOException {
        FileTrees.delete(tree);
        assertThat(directory).isDirectoryContaining(outside::equals);
        assertThat(tree).doesNotExist();
    }

    @Test
    void empty_leavesTheDirectoryOnly() throws IOException {
        FileTrees.empty(tree);
        assertThat(tree).isEmptyDirectory();
        assertThat(outside).exists();
    }

    @Test
    void delete_ofWhatIsNotThere_throws() {
        assertThatThrownBy(() -> FileTrees.delete(directory.resolve("nothing")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
