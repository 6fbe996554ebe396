package io.cairn.api;

import io.cairn.api.operation.Limits;
import io.cairn.platform.Check;
import io.cairn.platform.http.HttpLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The configuration of an S3 node.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any free one
/// @param region the one region that signatures may name
/// @param domains names under which buckets are hosts (`bucket.domain`); none for path style only
/// @param hostId names this node in answers (`x-amz-id-2`)
/// @param accessLog whether each request is logged by `io.cairn.access`
/// @param drain how long a stop waits for running requests
public record S3Config(
        String host,
        int port,
        String region,
        List<String> domains,
        String hostId,
        boolean accessLog,
        Duration drain,
        Limits limits,
        HttpLimits http) {
    /// The region of a server that is told none.
    public static final String REGION_DEFAULT = "us-east-1";

    public S3Config {
        Check.argument(!region.isEmpty(), "empty region");
        domains = domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
    }

    /// The defaults, on an address.
    public static S3Config of(String host, int port) {
        return new S3Config(
                host,
                port,
                REGION_DEFAULT,
                List.of(),
                "cairn",
                false,
                Duration.ofSeconds(30),
                Limits.DEFAULT,
                HttpLimits.DEFAULT);
    }
}
