package io.cairn.shard.bug;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.difflib.patch.PatchFailedException;
import com.github.difflib.unifieddiff.UnifiedDiff;
import com.github.difflib.unifieddiff.UnifiedDiffFile;
import com.github.difflib.unifieddiff.UnifiedDiffReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A deliberate bug: a unified diff, from the repository's root, of what a mistake would make of
/// the sources.
record Bug(String module, Model model, Path patch) {
    private static final Path PATCHES = Path.of("src", "test", "resources", "bugs");
    private static final String SOURCES = "/src/main/java/";

    /// All bugs in the sources of `module` that `models` have to find.
    static List<Bug> all(String module, List<Model> models) throws IOException {
        List<Bug> bugs = new ArrayList<>();
        for (Model model : models) {
            Path directory = directory(module).resolve(PATCHES).resolve(model.name());
            try (DirectoryStream<Path> patches = Files.newDirectoryStream(directory, "*.patch")) {
                patches.forEach(patch -> bugs.add(new Bug(module, model, patch)));
            }
        }
        bugs.sort((one, other) -> one.patch.compareTo(other.patch));
        return bugs;
    }

    /// Compiles what the patch makes of the sources, which may have moved but are else those that
    /// it is for, to `directory`.
    void compile(Path directory) throws IOException, PatchFailedException {
        List<Path> sources = new ArrayList<>();
        String root = module + SOURCES;
        for (UnifiedDiffFile file : diff().getFiles()) {
            String name = file.getFromFile();
            assertThat(name).as("%s", this).startsWith(root).isEqualTo(file.getToFile());
            List<String> before = Files.readAllLines(directory(module).resolveSibling(name));
            List<String> after = file.getPatch().applyFuzzy(before, 0);
            assertThat(after).as("%s", this).isNotEqualTo(before);
            Path source = directory.resolve("sources").resolve(name.substring(root.length()));
            Files.createDirectories(Objects.requireNonNull(source.getParent()));
            sources.add(Files.write(source, after));
        }
        assertThat(sources).as("%s", this).isNotEmpty();
        compile(sources, directory);
    }

    private UnifiedDiff diff() throws IOException {
        try (InputStream stream = Files.newInputStream(patch)) {
            return UnifiedDiffReader.parseUnifiedDiff(stream);
        }
    }

    private void compile(List<Path> sources, Path directory) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "-proc:none",
                            "-classpath",
                            System.getProperty("java.class.path"),
                            "-d",
                            directory.toString());
            boolean compiled =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            assertThat(compiled).as("%s: %s", this, said).isTrue();
        }
    }

    /// The directory of the module, from wherever the test was started.
    private static Path directory(String module) {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith(module) ? here : here.resolve(module);
    }

    @Override
    public String toString() {
        return model.name() + "/" + patch.getFileName();
    }
}
