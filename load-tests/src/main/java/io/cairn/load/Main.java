package io.cairn.load;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point: parses the command line and ends the process with the command's exit code.
@Command(
        name = "cairn-load",
        description = "Puts load on an S3 server and measures it.",
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    /// Runs a command.
    public static void main(String[] args) {
        System.exit(commandLine(Clock.systemUTC()).execute(args));
    }

    /// The whole command line, with the clock that signatures are dated by.
    static CommandLine commandLine(Clock clock) {
        CommandLine line =
                new CommandLine(new Main())
                        .addSubcommand(new RunCommand(clock))
                        .addSubcommand(new SuiteCommand(clock))
                        .addSubcommand(new ColdCommand(clock))
                        .addSubcommand(new CompareCommand())
                        .addSubcommand(new BenchCommand())
                        .addSubcommand(new LargeCommand());
        line.registerConverter(ByteSize.class, ByteSize::parse);
        line.registerConverter(Span.class, Span::parse);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr().println("cairn-load: " + message(failure));
            return failed.getCommandSpec().exitCodeOnExecutionException();
        });
        return line;
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }
}
