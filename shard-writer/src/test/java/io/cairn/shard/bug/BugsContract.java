package io.cairn.shard.bug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows that the models of a module find bugs which somebody could make: each patch in its
/// `src/test/resources/bugs` is applied to its sources, and the model's histories are run with what
/// that gives. Every build sees that the patches still fit the sources; the profile `long` runs
/// them, with as many histories as it runs without a bug.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BugsContract {
    private static final Logger LOG = LoggerFactory.getLogger(BugsContract.class);
    private static final long HISTORIES_UNPATCHED = 20;

    private final String module;
    private final List<Model> models;

    /// The `models` of `module`, which is its directory too.
    protected BugsContract(String module, List<Model> models) {
        this.module = module;
        this.models = List.copyOf(models);
    }

    List<Bug> bugs() throws IOException {
        return Bug.all(module, models);
    }

    List<Model> models() {
        return models;
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void patch_ofABug_fitsTheSourcesAndCompiles(Bug bug, @TempDir Path directory) throws Exception {
        bug.compile(directory);
        assertThat(Files.isDirectory(directory.resolve("io/cairn"))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("models")
    void histories_withoutABug_pass(Model model, @TempDir Path empty) throws Exception {
        ClassLoader unpatched = new PatchedClasses(empty);
        for (long seed = 1; seed <= HISTORIES_UNPATCHED; seed++) {
            assertThat(model.run(seed, unpatched)).as("seed %d", seed).isNull();
        }
    }

    /// Within the histories that are run without it. The same history passes without the bug.
    @ParameterizedTest
    @MethodSource("bugs")
    @EnabledIfSystemProperty(named = "cairn.bugs", matches = "true")
    void histories_withABug_findIt(Bug bug, @TempDir Path directory, @TempDir Path empty)
            throws Exception {
        bug.compile(directory);
        ClassLoader patched = new PatchedClasses(directory);
        long seed = 1;
        Throwable found = bug.model().run(seed, patched);
        while (found == null && seed < bug.model().histories()) {
            seed++;
            found = bug.model().run(seed, patched);
        }
        LOG.info("{}: seed {} found {}", bug, seed, String.valueOf(found));
        assertThat(found).as("no history finds %s", bug).isNotNull();
        assertThat(bug.model().run(seed, new PatchedClasses(empty))).as("seed %d", seed).isNull();
    }
}
