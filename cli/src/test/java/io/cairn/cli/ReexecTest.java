package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReexecTest {
    @TempDir private Path directory;

    /// A program that starts itself again once, while it listens on a port that the second run
    /// wants too.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            Path mark = Path.of(arguments[0]);
            boolean first = Files.notExists(mark);
            int port = first ? 0 : Integer.parseInt(Files.readString(mark));
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                System.out.println(ProcessHandle.current().pid() + " " + arguments[1]);
                if (first) {
                    Files.writeString(mark, String.valueOf(socket.getLocalPort()));
                    Reexec.run();
                }
            }
        }
    }

    @Test
    void run_startsTheProgramAgainInTheSameProcess() throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Program.class.getName(),
                                        directory.resolve("mark").toString(),
                                        "an argument"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        String line = process.pid() + " an argument\n";
        assertThat(out).isEqualTo(line + line);
    }
}
