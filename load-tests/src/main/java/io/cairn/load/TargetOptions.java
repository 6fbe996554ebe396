package io.cairn.load;

import io.cairn.load.client.Credentials;
import io.cairn.load.client.Endpoint;
import io.cairn.load.workload.Target;
import java.time.Clock;
import picocli.CommandLine.Option;

/// The options that say which bucket of which server is asked, and by whom.
final class TargetOptions {
    @Option(
            names = "--endpoint",
            defaultValue = "http://127.0.0.1:9000",
            description = "The server, plain HTTP (default: ${DEFAULT-VALUE}).")
    private String endpoint = "";

    @Option(
            names = "--access-key",
            required = true,
            defaultValue = "${env:AWS_ACCESS_KEY_ID}",
            description = "The access key (default: $$AWS_ACCESS_KEY_ID).")
    private String accessKey = "";

    @Option(
            names = "--secret-key",
            required = true,
            defaultValue = "${env:AWS_SECRET_ACCESS_KEY}",
            description = "The secret key (default: $$AWS_SECRET_ACCESS_KEY).")
    private String secretKey = "";

    @Option(
            names = "--region",
            defaultValue = "us-east-1",
            description = "The region to sign for (default: ${DEFAULT-VALUE}).")
    private String region = "";

    @Option(
            names = "--bucket",
            defaultValue = "load",
            description = "The bucket, made if it is not there (default: ${DEFAULT-VALUE}).")
    private String bucket = "";

    /// What the options name.
    Target target(Clock clock) {
        return target(endpoint, clock);
    }

    /// The same bucket and sender at another endpoint.
    Target target(String at, Clock clock) {
        Credentials sender = new Credentials(accessKey, secretKey, region);
        return new Target(Endpoint.parse(at), sender, bucket, clock);
    }
}
