package io.cairn.shard.bug;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// All classes that write to drives, and their tests, once more: those that lie in a directory from
/// there, the others as they are. Whatever else they need is the parent's.
final class PatchedClasses extends ClassLoader {
    private static final List<String> OURS = List.of("io.cairn.shard.", "io.cairn.journal.");

    private final Path directory;

    PatchedClasses(Path directory) {
        super(PatchedClasses.class.getClassLoader());
        this.directory = directory;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (OURS.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream stream = open(file)) {
            if (stream == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = stream.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private InputStream open(String file) throws IOException {
        Path patched = directory.resolve(file);
        return Files.exists(patched)
                ? Files.newInputStream(patched)
                : getParent().getResourceAsStream(file);
    }
}
