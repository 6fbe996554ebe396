package io.cairn.load;

import io.cairn.load.workload.Load;
import io.cairn.load.workload.LoadResult;
import io.cairn.load.workload.Operation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `cairn-load run`: one load.
@Command(name = "run", description = "Runs one load.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final int FAILED = 3;

    /// The loads by the names that users give them.
    enum Kind {
        PUT,
        GET,
        RANGE,
        HEAD,
        LIST,
        DELETE,
        MIXED,
        MULTIPART
    }

    private final Clock clock;
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Option(
            names = "--operation",
            required = true,
            description = "put, get, range, head, list, delete, mixed or multipart.")
    private Kind kind = Kind.PUT;

    @Option(
            names = "--size",
            defaultValue = "4KiB",
            description = "The size of an object (default: ${DEFAULT-VALUE}).")
    private ByteSize size = new ByteSize(0);

    @Option(
            names = "--concurrency",
            defaultValue = "32",
            description = "Connections at work at once (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--duration",
            defaultValue = "10s",
            description = "How long is measured (default: ${DEFAULT-VALUE}).")
    private Span duration = new Span(Duration.ZERO);

    @Option(
            names = "--warmup",
            defaultValue = "2s",
            description = "How long is not measured before; none for delete (default: 2s).")
    private Span warmup = new Span(Duration.ZERO);

    @Option(
            names = "--objects",
            description =
                    "Objects to prepare (default: 1,000; 10,000 to list or delete); for put: keys"
                            + " to write in turn (default: a new one each time).")
    private @Nullable Integer objects;

    @Option(
            names = "--range",
            defaultValue = "64KiB",
            description = "Bytes in a range (default: ${DEFAULT-VALUE}).")
    private ByteSize range = new ByteSize(0);

    @Option(
            names = "--keys-per-delete",
            defaultValue = "100",
            description = "Keys in a DeleteObjects; 1 for DeleteObject (default: 100).")
    private int keysPerDelete;

    @Option(
            names = "--page",
            defaultValue = "1000",
            description = "Keys on a page of a listing (default: ${DEFAULT-VALUE}).")
    private int page;

    @Option(
            names = "--part-size",
            defaultValue = "8MiB",
            description = "The size of a part (default: ${DEFAULT-VALUE}).")
    private ByteSize part = new ByteSize(0);

    RunCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration warm = kind == Kind.DELETE ? Duration.ZERO : warmup.duration();
        String name = kind.name().toLowerCase(Locale.ROOT) + " " + size.bytes() + " B";
        Load load = new Load(name, operation(), concurrency, warm, duration.duration());
        return server.run(
                clock,
                run -> {
                    LoadResult result = run.run(load);
                    print(new Measured(result, Optional.empty()));
                    return result.counts().failures() > 0 ? FAILED : 0;
                });
    }

    private void print(Measured measured) {
        if (spec != null) {
            Report.print(List.of(measured), server.format(), spec.commandLine().getOut());
        }
    }

    private Operation operation() {
        long bytes = size.bytes();
        return switch (kind) {
            case PUT -> new Operation.Put(bytes, objects(0));
            case GET -> new Operation.Get(bytes, objects(1_000));
            case RANGE -> new Operation.Range(bytes, objects(1_000), range.bytes());
            case HEAD -> new Operation.Head(bytes, objects(1_000));
            case LIST -> new Operation.ListPages(bytes, objects(10_000), page);
            case DELETE -> new Operation.Delete(bytes, objects(10_000), keysPerDelete);
            case MIXED -> new Operation.Mixed(bytes, objects(1_000));
            case MULTIPART -> new Operation.Multipart(bytes, part.bytes());
        };
    }

    private int objects(int otherwise) {
        return objects == null ? otherwise : objects;
    }
}
