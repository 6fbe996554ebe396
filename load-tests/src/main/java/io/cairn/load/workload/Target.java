package io.cairn.load.workload;

import io.cairn.load.client.BucketRequests;
import io.cairn.load.client.Credentials;
import io.cairn.load.client.Endpoint;
import io.cairn.load.client.S3Connection;
import java.time.Clock;

/// The bucket that a load is run against, and who asks.
public record Target(Endpoint endpoint, Credentials credentials, String bucket, Clock clock) {
    S3Connection connect() {
        return new S3Connection(endpoint, credentials, clock);
    }

    BucketRequests requests() {
        return new BucketRequests(bucket);
    }
}
