package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.Namespace.ListRow;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Looks at every shard that the rows of a bucket name, past everything that could repair it.
final class Redundancy {
    private static final int PAGE = 1_000;
    private static final int CHUNK_BYTES = 1 << 16;

    private final ServerNode node;

    Redundancy(LiveServer server) {
        this.node = server.node();
    }

    /// What a drive says of its filling, or of the last pass over it.
    record Progress(boolean complete) {}

    /// Which filling a drive's note is about, or which one `drive.json` says was the last.
    record Filling(long fill) {}

    /// Whether a drive that was emptied got back what it had. A server that has not noticed yet may
    /// write the note of an earlier filling into the empty directory, where no `drive.json` is:
    /// that one counts for nothing.
    static boolean isFilled(Path drive) {
        Optional<Filling> last = read(drive, "drive.json", Filling.class);
        return last.isPresent()
                && isComplete(drive, "refill.json")
                && last.equals(read(drive, "refill.json", Filling.class));
    }

    /// Waits until a pass over each drive has ended: no other begins in this period, so that no
    /// fence is raised any more.
    static void awaitScrubbed(Path directory) {
        for (Path drive : LiveServer.drives(directory)) {
            assertThat(LiveServer.await(() -> isComplete(drive, "scrub.json"))).isTrue();
        }
    }

    private static boolean isComplete(Path drive, String name) {
        return read(drive, name, Progress.class).map(Progress::complete).orElse(false);
    }

    private static <T> Optional<T> read(Path drive, String name, Class<T> type) {
        try {
            return new JsonFile<>(new FileSystemDisk(), drive, name, type).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One shard as its row names it, and its drive if that is there.
    record Shard(String key, Blob blob, int index, Optional<LocalDrive> drive) {
        ShardRef ref() {
            return new ShardRef(blob.id(), index, blob.shards().get(index).generation());
        }
    }

    /// All shards of a bucket's objects.
    List<Shard> shards(String bucket) {
        List<Shard> shards = new ArrayList<>();
        Namespace namespace = node.metadata().namespace();
        BucketImage image = namespace.bucket(bucket).orElseThrow();
        String after = "";
        boolean more = true;
        while (more) {
            Namespace.ListPage page =
                    namespace.list(image, new Namespace.ListQuery("", "", after, PAGE));
            for (ListRow row : page.rows()) {
                ObjectVersion version = ((ListRow.Key) row).version();
                after = version.key().value();
                version.blob().ifPresent(blob -> add(version.key().value(), blob, shards));
                version.partsOf()
                        .ifPresent(id -> {
                            for (Part part : namespace.parts(image, id, 0, Part.NUMBER_MAX)) {
                                part.blob()
                                        .ifPresent(
                                                blob -> add(version.key().value(), blob, shards));
                            }
                        });
            }
            more = page.truncated();
        }
        return shards;
    }

    private void add(String key, Blob blob, List<Shard> shards) {
        for (int index = 0; index < blob.shards().size(); index++) {
            ShardPlace place = blob.shards().get(index);
            Optional<LocalDrive> drive =
                    node.drives().drives().stream()
                            .filter(each -> each.id().equals(place.drive()))
                            .findFirst();
            shards.add(new Shard(key, blob, index, place.missing() ? Optional.empty() : drive));
        }
    }

    /// The shards that are missing or bad, or lie on a drive with another shard of their blob.
    List<Shard> lacking(String bucket) {
        Set<String> taken = new HashSet<>();
        Predicate<Shard> alone =
                shard ->
                        shard.drive().isPresent()
                                && taken.add(shard.blob().id() + "@" + shard.drive().get().id());
        return shards(bucket).stream()
                .filter(shard -> !alone.test(shard) || !isGood(shard))
                .toList();
    }

    private static boolean isGood(Shard shard) {
        Blob blob = shard.blob();
        long whole = blob.length() / blob.stripeBytes() * unit(blob, blob.stripeBytes());
        long bytes = whole + unit(blob, blob.length() % blob.stripeBytes());
        ShardShape shape =
                new ShardShape(blob.dataShards(), blob.parityShards(), blob.stripeBytes());
        ExpectedShard expected = new ExpectedShard(shard.ref(), shape, bytes);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (ShardRead read = shard.drive().orElseThrow().store().open(expected)) {
            for (long at = 0; at < bytes; at += CHUNK_BYTES) {
                read.read(at, chunk, 0, (int) Math.min(CHUNK_BYTES, bytes - at));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long unit(Blob blob, long contentBytes) {
        return (contentBytes + blob.dataShards() - 1) / blob.dataShards();
    }
}
