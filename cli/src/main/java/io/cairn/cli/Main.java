package io.cairn.cli;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point: parses the command line and ends the process with the command's exit code.
@Command(
        name = "cairn",
        description = "An S3-compatible object store whose only truth is a Kafka log.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    /// Runs a command.
    public static void main(String[] args) {
        FloodFilter.install();
        CommandLine line =
                new CommandLine(new Main())
                        .addSubcommand(new ServerCommand(Clock.systemUTC(), System.getenv()))
                        .addSubcommand(AdminCommand.line(Clock.systemUTC(), System.getenv()))
                        .addSubcommand(new TrainCommand(Clock.systemUTC()));
        System.exit(line.execute(args));
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
