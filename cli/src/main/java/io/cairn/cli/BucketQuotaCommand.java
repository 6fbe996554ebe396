package io.cairn.cli;

import io.cairn.api.quota.QuotaOperations;
import io.cairn.api.request.BucketName;
import io.cairn.api.xml.MalformedXmlException;
import io.cairn.api.xml.XmlElement;
import io.cairn.cli.client.SignedClient;
import io.cairn.cli.server.RootCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn admin bucket quota`: sets how many bytes a bucket may hold, and shows it.
@Command(
        name = "quota",
        description = "Sets or removes the quota of a bucket, then shows it and what it holds.",
        mixinStandardHelpOptions = true)
final class BucketQuotaCommand implements Callable<Integer> {
    private final Clock clock;
    private final Map<String, String> variables;

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    @ArgGroup private @Nullable Change change;

    @Option(
            names = "--endpoint",
            defaultValue = "http://127.0.0.1:9000",
            description = "Where S3 is served (default: ${DEFAULT-VALUE}).")
    private URI endpoint = URI.create("");

    @Option(
            names = "--region",
            defaultValue = "us-east-1",
            description = "The region to sign for (default: ${DEFAULT-VALUE}).")
    private String region = "";

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description =
                    "The credentials.json of a drive (default: CAIRN_ROOT_USER and CAIRN_ROOT_PASSWORD of the environment).")
    private @Nullable Path credentials;

    BucketQuotaCommand(Clock clock, Map<String, String> variables) {
        this.clock = clock;
        this.variables = Map.copyOf(variables);
    }

    /// What is to be changed, if anything.
    private static final class Change {
        @Option(
                names = "--size",
                paramLabel = "SIZE",
                description =
                        "How many bytes all versions of the bucket may have, such as 500GB or 2TiB.")
        private @Nullable String size;

        @Option(names = "--none", description = "Removes the quota.")
        private boolean none;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            run();
            return 0;
        } catch (ConnectException e) {
            return fail("nothing answers at " + endpoint);
        } catch (IOException | IllegalArgumentException e) {
            return fail(e.getMessage());
        }
    }

    private int fail(@Nullable String words) {
        line().getErr().println(words);
        return 1;
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("not a command yet");
        }
        return spec.commandLine();
    }

    private void run() throws IOException, InterruptedException {
        if (!BucketName.isValid(bucket)) {
            throw new IllegalArgumentException(bucket + " is not the name of a bucket");
        }
        Path file = credentials;
        RootCredentials root =
                file == null ? RootCredentials.given(variables) : RootCredentials.kept(file);
        SignedClient.Key key = new SignedClient.Key(root.accessKey(), root.secretKey(), region);
        try (SignedClient client = new SignedClient(endpoint, key, clock)) {
            if (change != null) {
                client.send(request("PUT", document(change)));
            }
            show(XmlElement.parse(client.send(request("GET", ""))));
        } catch (MalformedXmlException e) {
            throw new IOException(endpoint + " is no Cairn server of this release", e);
        }
    }

    private SignedClient.Request request(String method, String body) {
        return new SignedClient.Request(
                method,
                "/" + bucket,
                QuotaOperations.SELECTOR + "=",
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static String document(Change change) {
        String size = change.size;
        if (change.none || size == null) {
            return "<BucketQuota/>";
        }
        OptionalLong bytes = ByteSize.parse(size);
        if (bytes.isEmpty()) {
            throw new IllegalArgumentException(size + " is no size; write 1000000, 500MB or 2TiB");
        }
        return "<BucketQuota><QuotaBytes>" + bytes.getAsLong() + "</QuotaBytes></BucketQuota>";
    }

    private void show(XmlElement quota) {
        PrintWriter out = line().getOut();
        out.println(
                "%s holds %s bytes in %s versions; quota: %s"
                        .formatted(
                                bucket,
                                quota.childText("UsedBytes").orElse("?"),
                                quota.childText("UsedVersions").orElse("?"),
                                quota.childText("QuotaBytes")
                                        .map(bytes -> bytes + " bytes")
                                        .orElse("none")));
    }
}
