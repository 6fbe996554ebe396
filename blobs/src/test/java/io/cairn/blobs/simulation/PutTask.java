package io.cairn.blobs.simulation;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A PUT: writes a shard in each step, then appends its event, then answers once that is decided.
final class PutTask implements Task {
    private static final int CONTENT_BYTES_MAX = 600;
    private static final long NOT_APPENDED = -1;

    private final Cluster cluster;
    private final ObjectKey key;
    private final long base;
    private final BlobId blob;
    private final int length;
    private final byte[] stripe;
    private final List<DriveId> targets;
    private final List<ShardPlace> places = new ArrayList<>();
    private long position = NOT_APPENDED;

    PutTask(Cluster cluster, ObjectKey key) {
        this.cluster = cluster;
        this.key = key;
        this.base = cluster.base();
        this.blob = new BlobId(cluster.id());
        byte[] content = new byte[1 + cluster.random.nextInt(CONTENT_BYTES_MAX)];
        cluster.random.nextBytes(content);
        this.length = content.length;
        this.stripe = SimulatedBlob.encode(content);
        this.targets = new ArrayList<>(cluster.drives.keySet());
        Collections.shuffle(targets, cluster.random);
        cluster.contents.put(blob, content);
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public boolean step() {
        if (places.size() < SimulatedBlob.SHARDS) {
            writeShard();
            return false;
        }
        if (position == NOT_APPENDED) {
            return !append();
        }
        cluster.outcome(position)
                .ifPresent(outcome -> cluster.acknowledged.put(position, outcome.eventId()));
        return cluster.outcome(position).isPresent();
    }

    private void writeShard() {
        int index = places.size();
        ShardPlace place = new ShardPlace(targets.get(index), 0, false);
        boolean written = cluster.write(place, new ShardRef(blob, index, 0), key, base, stripe);
        boolean missing = !written && cluster.mistake != Mistake.HIDES_MISSING_SHARDS;
        places.add(new ShardPlace(place.drive(), 0, missing));
    }

    /// At least one shard more than are needed must be there (H2).
    private boolean append() {
        long written = places.stream().filter(place -> !place.missing()).count();
        if (written <= SimulatedBlob.DATA) {
            return false;
        }
        Event event =
                cluster.event(
                        new EventBody.ObjectPut(
                                key,
                                ObjectContent.of(length, "etag", Optional.empty()),
                                ObjectMetadata.EMPTY,
                                ObjectAttributes.NONE,
                                Preconditions.NONE,
                                false),
                        base);
        position = cluster.append(event.bringing(made()));
        return true;
    }

    private Blob made() {
        return new Blob(
                blob,
                SimulatedBlob.STRIPE_BYTES,
                SimulatedBlob.DATA,
                SimulatedBlob.PARITY,
                length,
                places);
    }

    /// One shard may be missing without the write being given up, so one more may be lost.
    @Override
    public boolean survives(SimulatedDrive wiped) {
        long lost = 0;
        for (int index = 0; index < places.size(); index++) {
            ShardPlace place = places.get(index);
            ShardRef shard = new ShardRef(blob, index, 0);
            boolean gone = place.drive().equals(wiped.id()) || cluster.drive(place).hasLost(shard);
            lost += gone && !place.missing() ? 1 : 0;
        }
        return lost <= 1;
    }
}
