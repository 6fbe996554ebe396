package io.cairn.api;

import io.cairn.api.auth.Signatures;
import io.cairn.api.operation.Limits;
import io.cairn.platform.http.HttpLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The configuration of an S3 node.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any free one
/// @param signatures which signatures are taken, and for which region
/// @param domains names under which buckets are hosts (`bucket.domain`); none for path style only
/// @param hostId names this node in answers (`x-amz-id-2`)
/// @param accessLog whether each request is logged by `io.cairn.access`
/// @param drain how long a stop waits for running requests
public record S3Config(
        String host,
        int port,
        Signatures signatures,
        List<String> domains,
        String hostId,
        boolean accessLog,
        Duration drain,
        Limits limits,
        HttpLimits http) {
    public S3Config {
        domains = domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
    }

    /// The defaults, on an address.
    public static S3Config of(String host, int port) {
        return new S3Config(
                host,
                port,
                Signatures.DEFAULT,
                List.of(),
                "cairn",
                false,
                Duration.ofSeconds(30),
                Limits.DEFAULT,
                HttpLimits.DEFAULT);
    }
}
