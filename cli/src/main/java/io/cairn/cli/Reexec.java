package io.cairn.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the program of this process again, in this process (`execve`): whoever watches it sees
/// the same process id go on. All threads, connections and files of before are gone, as after a
/// kill. Works on Linux with glibc 2.34 or newer.
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
        } catch (IOException
                | NoSuchElementException
                | UnsupportedOperationException
                | IllegalCallerException e) {
            LOG.warn("the program cannot be started again in this process", e);
        }
    }

    @SuppressWarnings({"restricted", "IllegalCatch"}) // The signatures are those of unistd.h.
    private static void exec(String program, List<String> arguments) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        MethodHandle closeRange =
                linker.downcallHandle(
                        library.findOrThrow("close_range"),
                        FunctionDescriptor.of(number, number, number, number));
        MethodHandle execv =
                linker.downcallHandle(
                        library.findOrThrow("execv"),
                        FunctionDescriptor.of(number, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i)));
            }
            argv.setAtIndex(ValueLayout.ADDRESS, arguments.size(), MemorySegment.NULL);
            int unmarked = (int) closeRange.invokeExact(FIRST_DESCRIPTOR, -1, CLOSE_ON_EXEC);
            if (unmarked != 0) {
                LOG.warn("what is open cannot be closed, so the program is not started again");
                return;
            }
            int failed = (int) execv.invokeExact(arena.allocateFrom(program), argv);
            LOG.warn("the program {} cannot be started again ({})", program, failed);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
