package io.cairn.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.cairn.platform.CFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the program of this process again, in this process (`execve`): whoever watches it sees
/// the same process id go on. All threads, connections and files of before are gone, as after a
/// kill. Works on Linux 5.11 with glibc 2.34 or newer.
final class Reexec {
    private static final Logger LOG = LoggerFactory.getLogger(Reexec.class);
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int CLOSE_ON_EXEC = 4;

    private Reexec() {}

    /// Returns only if that is not possible.
    static void run() {
        try {
            List<String> arguments =
                    Arrays.asList(
                            Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8)
                                    .split("\0"));
            String program = Path.of("/proc/self/exe").toRealPath().toString();
            exec(program, arguments);
        } catch (IOException e) {
            LOG.warn("the program cannot be started again in this process", e);
        }
    }

    private static void exec(String program, List<String> arguments) {
        Optional<CFunction> closeRange = CFunction.of("close_range", JAVA_INT, JAVA_INT, JAVA_INT);
        Optional<CFunction> execv = CFunction.of("execv", ADDRESS, ADDRESS);
        if (closeRange.isEmpty() || execv.isEmpty()) {
            LOG.warn("the C library cannot start the program again");
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argv = arena.allocate(ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
            }
            argv.setAtIndex(ADDRESS, arguments.size(), MemorySegment.NULL);
            if (closeRange.get().call(FIRST_DESCRIPTOR, -1, CLOSE_ON_EXEC) != 0) {
                LOG.warn("what is open cannot be closed, so the program is not started again");
                return;
            }
            int failed = execv.get().call(arena.allocateFrom(program), argv);
            LOG.warn("the program {} cannot be started again ({})", program, failed);
        }
    }
}
