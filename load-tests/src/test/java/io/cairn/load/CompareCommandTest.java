package io.cairn.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {
    @TempDir Path directory;

    private Path report(String name, int rate, int mebibytes, double start) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                """
                [{"load": "PUT", "ratePerSecond": %d, "serverResidentBytesMax": %d},
                 {"figure": "serving after, s", "value": %s}]
                """
                        .formatted(rate, mebibytes << 20, start));
    }

    @Test
    void compare_ofRounds_printsMediansRatiosAndTheMostMemory() throws IOException {
        StringWriter out = new StringWriter();
        int code =
                new CommandLine(new CompareCommand())
                        .setOut(new PrintWriter(out))
                        .execute(
                                "--a",
                                report("a1", 10, 300, 5).toString(),
                                report("a2", 40, 200, 6).toString(),
                                report("a3", 30, 100, 9).toString(),
                                "--b",
                                report("b1", 20, 600, 2).toString());

        assertThat(code).isZero();
        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("| PUT | 30.0 | 20.0 | 1.50 |"))
                .contains("| serving after, s | 6.00 | 2.00 | 3.00 |")
                .contains("| resident memory at most, MiB | 300.00 | 600.00 | 0.50 |");
    }
}
