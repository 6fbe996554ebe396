package io.cairn.load;

import io.cairn.load.workload.Content;
import io.cairn.load.workload.Fixture;
import io.cairn.load.workload.LoadRun;
import io.cairn.load.workload.Target;
import java.io.IOException;
import java.time.Clock;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of every command that puts load on a server.
final class ServerOptions {
    /// How a report is printed.
    enum Format {
        TABLE,
        JSON
    }

    /// What is done with a fixture that is open.
    @FunctionalInterface
    interface Work {
        int with(LoadRun run) throws IOException, InterruptedException;
    }

    @Mixin private TargetOptions where = new TargetOptions();

    @Option(
            names = "--server-pid",
            description = "The server's process on this machine, to see what it uses.")
    private @Nullable Long serverPid;

    @Option(names = "--signed-payload", description = "Sign the SHA-256 of uploaded content.")
    private boolean signedPayload;

    @Option(names = "--verify", description = "Compare what is read with what was written.")
    private boolean verify;

    @Option(names = "--keep", description = "Leave the objects and the bucket behind.")
    private boolean keep;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    Format format() {
        return format;
    }

    /// Opens a fixture, does the work, and cleans up however the work ended.
    int run(Clock clock, Work work) throws IOException, InterruptedException {
        Target target = where.target(clock);
        Content content = new Content(signedPayload, verify);
        Fixture fixture = new Fixture(target, content);
        OptionalLong pid = serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid);
        fixture.open();
        try {
            return work.with(new LoadRun(target, content, fixture, pid));
        } finally {
            if (!keep) {
                fixture.clean();
            }
        }
    }
}
