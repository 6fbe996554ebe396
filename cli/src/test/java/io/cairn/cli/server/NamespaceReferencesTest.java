package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class NamespaceReferencesTest {
    private static final BucketId BUCKET = new BucketId(new UUID(1, 1));
    private static final DriveId DRIVE = new DriveId(new UUID(2, 2));
    private static final int KEYS = 2_000;
    private static final int BLOBS = 10;
    private static final int THREADS = 4;

    /// Drives are swept at once, each by its own thread: none may be told of another's question.
    @Test
    void refersTo_askedByManyThreads_isTrueOfWhateverIsHeld() throws Exception {
        NamespaceReferences references =
                new NamespaceReferences((bucket, id, key) -> held(Integer.parseInt(key.value())));
        List<FutureTask<Integer>> sweeps = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            FutureTask<Integer> sweep = new FutureTask<>(() -> orphans(references));
            sweeps.add(sweep);
            Thread.ofPlatform().start(sweep);
        }
        for (FutureTask<Integer> sweep : sweeps) {
            assertThat(sweep.get()).isZero();
        }
        assertThat(references.refersTo(header(1, blob(7, 3)))).as("held by another key").isFalse();
    }

    private static int orphans(NamespaceReferences references) {
        int orphans = 0;
        for (int key = 0; key < KEYS; key++) {
            for (int number = 0; number < BLOBS; number++) {
                orphans += references.refersTo(header(key, blob(key, number))) ? 0 : 1;
            }
        }
        return orphans;
    }

    private static Map<BlobId, Blob> held(int key) {
        Map<BlobId, Blob> held = new HashMap<>();
        for (int number = 0; number < BLOBS; number++) {
            BlobId id = blob(key, number);
            ShardPlace place = new ShardPlace(DRIVE, 0, false);
            held.put(id, new Blob(id, 1 << 20, 1, 0, 100, List.of(place)));
        }
        return held;
    }

    private static BlobId blob(int key, int number) {
        return new BlobId(new UUID(key, number));
    }

    private static ShardHeader header(int key, BlobId blob) {
        ShardOwner owner =
                new ShardOwner(
                        "bucket",
                        BUCKET,
                        new ObjectKey(String.valueOf(key)),
                        new EventId(new UUID(3, 3)),
                        0);
        return new ShardHeader(
                new ShardRef(blob, 0, 0), new ShardShape(1, 0, 1 << 20), 100, owner, 1, 0);
    }
}
