package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.platform.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// The log is lost, or its end, and no journal can make it again: what the drives hold is all there
/// is, and stays.
class LogLossTest {
    private static final String BUCKET = "kept";

    @TempDir Path directory;

    private void write(String key) {
        try (LiveServer server = new LiveServer(directory)) {
            if (server.s3().listBuckets().buckets().isEmpty()) {
                server.s3().createBucket(b -> b.bucket(BUCKET));
            }
            server.s3().putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromString(key));
        }
    }

    private void assertHolds(String... keys) {
        try (LiveServer server = new LiveServer(directory)) {
            for (String key : keys) {
                assertThat(
                                server.s3()
                                        .getObjectAsBytes(g -> g.bucket(BUCKET).key(key))
                                        .asUtf8String())
                        .isEqualTo(key);
            }
        }
    }

    private void assertRefuses(String reason) {
        assertThatThrownBy(() -> new LiveServer(directory))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining(reason);
    }

    private Path log() {
        return directory.resolve("drive1").resolve("log");
    }

    private void removeJournals() throws IOException {
        for (int drive = 2; drive <= LiveServer.DRIVES; drive++) {
            Path journal = directory.resolve("drive" + drive).resolve("journal");
            FileTrees.delete(journal);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            for (Path entry : entries.toList()) {
                Files.copy(entry, to.resolve(from.relativize(entry).toString()));
            }
        }
    }

    @Test
    void start_withoutLogAndJournals_isRefusedAndRemovesNothing() throws IOException {
        write("first");
        removeJournals();
        Path aside = directory.resolve("aside");
        Files.move(log(), aside);
        assertRefuses("the log is gone and there is no journal of it");
        Files.move(aside, log());
        assertHolds("first");
    }

    @Test
    void start_withAnOlderLogAndNoJournals_isRefusedAndRemovesNothing() throws IOException {
        write("first");
        Path older = directory.resolve("older");
        copy(log(), older);
        write("second");
        removeJournals();
        Path aside = directory.resolve("aside");
        Files.move(log(), aside);
        Files.move(older, log());
        assertRefuses("part of the log is lost");
        Files.move(log(), older);
        Files.move(aside, log());
        assertHolds("first", "second");
    }

    @Test
    void start_withAnOlderLogAndTheStateRemovedByHand_goesOnWithWhatIsLeft() throws IOException {
        write("first");
        Path older = directory.resolve("older");
        copy(log(), older);
        write("second");
        removeJournals();
        Files.move(log(), directory.resolve("aside"));
        Files.move(older, log());
        Files.move(log().resolveSibling("state"), directory.resolve("old-state"));
        try (LiveServer server = new LiveServer(directory)) {
            List<String> keys =
                    server.s3().listObjectsV2(l -> l.bucket(BUCKET)).contents().stream()
                            .map(object -> object.key())
                            .toList();
            assertThat(keys).containsExactly("first");
        }
    }
}
