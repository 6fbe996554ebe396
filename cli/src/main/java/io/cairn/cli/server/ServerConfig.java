package io.cairn.cli.server;

import io.cairn.api.S3Config;
import io.cairn.api.auth.Signatures;
import io.cairn.api.operation.Limits;
import io.cairn.cli.registry.RegistryAccess;
import io.cairn.platform.Check;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.http.HttpLimits;
import io.cairn.shard.drive.DriveSetOptions;
import io.cairn.shard.reclaim.Grace;
import io.cairn.shard.segment.SegmentSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// What `cairn server` needs to know. Port 0 means any free one.
///
/// @param directories the drives, in any order
/// @param storage how content lies on the drives
/// @param signatures which signatures are taken, and for which region
/// @param domains names under which buckets are hosts
/// @param accessLog whether each request is logged
/// @param drain how long a stop waits for requests in flight
/// @param upkeep what may be spent on bringing redundancy back
public record ServerConfig(
        List<Path> directories,
        Storage storage,
        Addresses addresses,
        Signatures signatures,
        List<String> domains,
        boolean accessLog,
        Duration drain,
        Upkeep upkeep) {
    /// Shards per stripe that may be lost, empty: by the number of drives; and up to how many bytes
    /// shards are packed, instead of getting a file each.
    public record Storage(OptionalInt parity, int packedBytesMax) {
        /// What a server uses if it is not told.
        public static final Storage DEFAULT =
                new Storage(OptionalInt.empty(), SegmentSettings.DEFAULT.smallBytes());

        DriveSetOptions options() {
            DriveSetOptions options = DriveSetOptions.DEFAULT.withPackedUpTo(packedBytesMax);
            return parity.isPresent() ? options.withParity(parity.getAsInt()) : options;
        }
    }

    /// Where the server listens: for S3, for Kafka clients from outside, and for the schema
    /// registry; and who may call that.
    public record Addresses(
            InetSocketAddress s3,
            InetSocketAddress kafka,
            InetSocketAddress registry,
            RegistryAccess registryAccess) {
        /// Addresses with a registry that clients on this machine may write to.
        public Addresses(
                InetSocketAddress s3, InetSocketAddress kafka, InetSocketAddress registry) {
            this(s3, kafka, registry, RegistryAccess.DEFAULT);
        }
    }

    /// How many bytes may be read and written in a second to make lost shards again, and within
    /// which time every shard is read once to find those that are; and how long shards are kept
    /// that nothing refers to any more.
    public record Upkeep(long healBytesPerSecond, Duration scrubPeriod, Duration reclaimGrace) {
        /// What a server uses if it is not told.
        public static final Upkeep DEFAULT =
                new Upkeep(64L << 20, Duration.ofDays(30), Duration.ZERO);

        public Upkeep {
            Check.argument(
                    healBytesPerSecond > 0, "healing with %d bytes a second", healBytesPerSecond);
            Check.argument(scrubPeriod.isPositive(), "a scrub in %s", scrubPeriod);
        }

        Grace grace(MonotonicClock clock) {
            return new Grace(reclaimGrace, clock);
        }
    }

    /// The partitions of the log of a new cluster; fixed from then on.
    static final int PARTITIONS = 4;

    /// The embedded broker is the only one.
    static final short REPLICAS = 1;

    public ServerConfig {
        directories = List.copyOf(directories);
        domains = List.copyOf(domains);
    }

    S3Config s3(String clusterId, long connectionsMax) {
        return new S3Config(
                addresses.s3().getHostString(),
                addresses.s3().getPort(),
                signatures,
                domains,
                clusterId,
                accessLog,
                drain,
                Limits.DEFAULT,
                HttpLimits.DEFAULT.withConnectionsUpTo(connectionsMax));
    }
}
