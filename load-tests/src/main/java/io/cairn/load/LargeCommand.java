package io.cairn.load;

import io.cairn.load.bench.LargeShardTurns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cairn-load large`: large shards against plain files and `dd`, in turns.
@Command(
        name = "large",
        description = {
            "Writes large shards on the drive of the current directory, the same bytes as plain"
                    + " files, and the same by dd bs=1M conv=fdatasync, in turns.",
            "Prints the medians, and the store's rate as a part of the others'."
        },
        mixinStandardHelpOptions = true)
final class LargeCommand implements Callable<Integer> {
    private static final List<String> HEADINGS =
            List.of("shards", "store ms", "plain ms", "dd ms", "of plain", "of dd");

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--size",
            defaultValue = "64MiB",
            description = "The size of a shard, some MiB (default: ${DEFAULT-VALUE}).")
    private ByteSize size = new ByteSize(0);

    @Option(
            names = "--unit",
            defaultValue = "512KiB",
            description =
                    "What the store is given at a time; with four drives a stripe has 512 KiB for"
                            + " each shard (default: ${DEFAULT-VALUE}).")
    private ByteSize unit = new ByteSize(0);

    @Option(
            names = "--callers",
            defaultValue = "1",
            description = "How many write at a time (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--rounds",
            defaultValue = "100",
            description = "How often each is done (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        LargeShardTurns.Medians medians =
                new LargeShardTurns(
                                new LargeShardTurns.Settings(
                                        callers,
                                        size.bytes(),
                                        Math.toIntExact(unit.bytes()),
                                        rounds))
                        .run(Path.of("."));
        String shards =
                "%d of %d KiB, in units of %d KiB"
                        .formatted(callers, size.bytes() >> 10, unit.bytes() >> 10);
        PrintWriter out = spec.commandLine().getOut();
        new TextTable(
                        HEADINGS,
                        List.of(
                                List.of(
                                        shards,
                                        number(medians.store()),
                                        number(medians.plain()),
                                        number(medians.dd()),
                                        number(medians.plain() / medians.store()),
                                        number(medians.dd() / medians.store()))))
                .print(out);
        out.flush();
        return 0;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
