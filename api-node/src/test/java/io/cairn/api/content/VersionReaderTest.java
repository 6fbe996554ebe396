package io.cairn.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.ContentStore;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Redundancy;
import io.cairn.metadata.InMemoryNamespace;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.UploadPlan;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class VersionReaderTest {
    private static final ObjectKey KEY = new ObjectKey("k");
    private static final String ETAG = "0123456789abcdef0123456789abcdef";
    private static final int PARTS = 502;
    private static final long PART_BYTES = 5 << 20;

    private final InMemoryNamespace namespace = new InMemoryNamespace();
    private final ReadBlobs blobs = new ReadBlobs();
    private int ids;

    @Test
    void open_ofMorePartsThanAPage_readsAllOfThemInOrder() throws IOException {
        accepted("b", Optional.empty(), new EventBody.BucketCreate(new BucketId(id()), ""));
        BucketImage bucket = namespace.bucket("b").orElseThrow();
        UploadId upload = new UploadId(id());
        accepted(
                bucket,
                new EventBody.UploadCreate(
                        KEY, upload, UploadPlan.of(ObjectMetadata.EMPTY, Optional.empty(), true)));
        List<BlobId> written = new ArrayList<>();
        List<EventBody.CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= PARTS; number++) {
            Blob blob = blob();
            written.add(blob.id());
            PartContent content = new PartContent(PART_BYTES, ETAG, Optional.empty());
            namespace.append(
                    event(
                                    bucket.name(),
                                    Optional.of(bucket.id()),
                                    new EventBody.PartPut(KEY, upload, number, content))
                            .bringing(blob));
            parts.add(new EventBody.CompletedPart(number, ETAG, Optional.empty()));
        }
        accepted(
                bucket,
                new EventBody.UploadComplete(
                        KEY,
                        upload,
                        parts,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Preconditions.NONE));
        ObjectVersion version = namespace.latest(bucket, KEY).orElseThrow();
        VersionReader reader =
                new VersionReader(namespace, new ContentStore(blobs), new Semaphore(PARTS));
        try (BlobStore.Content content = reader.open(bucket, version, 0, version.size())) {
            content.transferTo(_ -> {});
        }
        assertThat(blobs.read).isEqualTo(written);
    }

    private UUID id() {
        ids++;
        return new UUID(0, ids);
    }

    private Blob blob() {
        ShardPlace place = new ShardPlace(new DriveId(new UUID(0, 1)), 0, false);
        return new Blob(new BlobId(id()), 1 << 20, 1, 0, PART_BYTES, List.of(place));
    }

    private Outcome.Accepted accepted(BucketImage bucket, EventBody body) {
        return accepted(bucket.name(), Optional.of(bucket.id()), body);
    }

    private Outcome.Accepted accepted(String bucket, Optional<BucketId> id, EventBody body) {
        return (Outcome.Accepted) namespace.append(event(bucket, id, body));
    }

    private Event event(String bucket, Optional<BucketId> id, EventBody body) {
        Event.Origin origin = new Event.Origin("root", "r", "127.0.0.1");
        return new Event(new EventId(id()), 0, bucket, id, Long.MAX_VALUE, origin, body);
    }

    /// Blobs of no bytes, which notes which are read.
    private static final class ReadBlobs implements BlobStore {
        private final List<BlobId> read = new ArrayList<>();

        @Override
        public Optional<Blob> write(
                InputStream content, Owner owner, Redundancy redundancy, ContentHash hash) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void discard(Blob blob) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean contended() {
            return false;
        }

        @Override
        public Content open(Blob blob, Owner owner, long offset, long length) {
            assertThat(length).isEqualTo(PART_BYTES);
            return new Content() {
                @Override
                public Set<BlobId> blobs() {
                    return Set.of(blob.id());
                }

                @Override
                public void transferTo(ByteSink out) {
                    read.add(blob.id());
                }

                @Override
                public void close() {}
            };
        }
    }
}
