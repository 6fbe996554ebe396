package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainCommandTest {
    @TempDir Path directory;

    /// The command fails with the first request that a server does not answer well.
    @Test
    void train_aFewRounds_asksNothingThatFails() {
        int code =
                new CommandLine(new TrainCommand(Clock.systemUTC()))
                        .execute("--rounds", "20", directory.resolve("data").toString());

        assertThat(code).isZero();
    }
}
