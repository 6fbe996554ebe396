package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootCredentialsTest {
    @TempDir Path directory;

    private final Random random = new Random(3);

    private RootCredentials load(List<Path> files) throws IOException {
        return RootCredentials.load(files, Map.of(), random);
    }

    private List<Path> files() {
        return List.of(directory.resolve("a"), directory.resolve("b"), directory.resolve("c"));
    }

    @Test
    void load_forTheFirstTime_keepsThemInAllFilesForTheOwnerOnly() throws IOException {
        RootCredentials made = load(files());
        assertThat(made.fresh()).isTrue();
        for (Path file : files()) {
            assertThat(load(List.of(file)).secretKey()).isEqualTo(made.secretKey());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void load_whenFilesAreGoneOrDamaged_takesThemFromTheOneThatIsLeft() throws IOException {
        RootCredentials made = load(files());
        Files.delete(files().getFirst());
        Files.writeString(files().get(1), "{ \"accessKey\" : ");
        RootCredentials found = load(files());
        assertThat(found).isEqualTo(new RootCredentials(made.accessKey(), made.secretKey(), false));
        Files.delete(files().getLast());
        assertThat(load(files())).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{ \"accessKey\" : ",
                "{\"accessKey\":\"root\"}",
                "{\"accessKey\":\"\",\"secretKey\":\"\"}",
                "{\"accessKey\":null,\"secretKey\":null}"
            })
    void load_whenNoFileHoldsKeys_isRefusedNamingOneUnlessTheEnvironmentGivesThem(String json)
            throws IOException {
        Path damaged = files().get(1);
        Files.writeString(damaged, json);
        assertThatThrownBy(() -> load(files()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(damaged.toString(), RootCredentials.USER_VARIABLE);
        assertThat(files().getFirst()).doesNotExist();
        assertThat(damaged).hasContent(json);
        Map<String, String> given =
                Map.of(
                        RootCredentials.USER_VARIABLE,
                        "root",
                        RootCredentials.PASSWORD_VARIABLE,
                        "password");
        assertThat(RootCredentials.load(files(), given, random).secretKey()).isEqualTo("password");
    }

    private RootCredentials loadFor(String user) throws IOException {
        return RootCredentials.load(
                files(),
                Map.of(
                        RootCredentials.USER_VARIABLE,
                        user,
                        RootCredentials.PASSWORD_VARIABLE,
                        "pass, word=\u00e9"),
                random);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b",
                "a b",
                " ab",
                "ab ",
                "a\tb",
                "a\nb",
                "a\u007fb",
                "\u00e9\u00e8\u00ea"
            })
    void load_ofAUserNobodyCanSignWith_isRefusedNamingTheVariable(String user) {
        assertThatThrownBy(() -> loadFor(user))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(RootCredentials.USER_VARIABLE)
                .hasMessageContaining("sign");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "a/b", "a=b", "a+b@example.org", "!~;:\"'"})
    void load_ofAUserWithOtherSigns_isTaken(String user) throws IOException {
        assertThat(loadFor(user).accessKey()).isEqualTo(user);
    }

    @Test
    void load_whenTheFirstFileWasChanged_changesTheOthers() throws IOException {
        load(files());
        Files.delete(files().getFirst());
        RootCredentials other = load(files().subList(0, 1));
        load(files());
        assertThat(load(files().subList(1, 3)).secretKey()).isEqualTo(other.secretKey());
    }
}
