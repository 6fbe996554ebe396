package io.cairn.platform.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Directories with all that is in them. Links are removed and never followed. Nothing is synced.
public final class FileTrees {
    private FileTrees() {}

    /// Removes `root` and all below it. Throws [java.nio.file.NoSuchFileException] if it is not
    /// there; after any exception a part may be gone.
    public static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new Deletion(root, false));
    }

    /// Removes all below the directory `root`, and leaves that.
    public static void empty(Path root) throws IOException {
        Files.walkFileTree(root, new Deletion(root, true));
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final Path root;
        private final boolean keepsRoot;

        Deletion(Path root, boolean keepsRoot) {
            this.root = root;
            this.keepsRoot = keepsRoot;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (!keepsRoot || !directory.equals(root)) {
                Files.delete(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
