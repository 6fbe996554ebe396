package io.cairn.cli;

import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `cairn admin`: what an administrator asks of a running server.
@Command(
        name = "admin",
        description = "Asks a running server for what S3 has no words for.",
        mixinStandardHelpOptions = true)
final class AdminCommand implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    private AdminCommand() {}

    /// The command with all that is under it.
    static CommandLine line(Clock clock, Map<String, String> variables) {
        CommandLine bucket =
                new CommandLine(new Bucket())
                        .addSubcommand(new BucketQuotaCommand(clock, variables));
        return new CommandLine(new AdminCommand()).addSubcommand(bucket);
    }

    @Override
    public void run() {
        showUsage(spec);
    }

    private static void showUsage(CommandLine.Model.@Nullable CommandSpec spec) {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /// `cairn admin bucket`.
    @Command(
            name = "bucket",
            description = "Sets and shows what S3 does not know of a bucket.",
            mixinStandardHelpOptions = true)
    private static final class Bucket implements Runnable {
        @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public void run() {
            showUsage(spec);
        }
    }
}
