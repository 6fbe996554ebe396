package io.cairn.metadata.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.BlobRow;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Rows;
import io.cairn.schemas.event.Upload;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Reads of one key over several pages, while the store goes on, is emptied, or is closed.
@Timeout(60)
class KeyRowsTest {
    private static final ObjectKey KEY = new ObjectKey("k");
    private static final int UPLOADS = 5;
    private static final int PARTS = 5;
    private static final int PAGE_ROWS = 2;

    @TempDir Path directory;
    private final Set<BlobId> written = new HashSet<>();
    private StoreMemory memory;
    private PartitionStore store;
    private BucketImage bucket;

    /// An object made of parts, and uploads beside it.
    @BeforeEach
    void fill() {
        try (FoldBench bench = new FoldBench(directory)) {
            bucket = bench.create("photos");
            UploadId completed = upload(bench);
            bench.fold(bench.event(bucket, FoldBench.complete("k", completed, 1, 2, 3, 4, PARTS)));
            for (int i = 0; i < UPLOADS; i++) {
                upload(bench);
            }
        }
        memory = new StoreMemory(4 << 20, 8 << 20);
        store = new PartitionStore(directory, memory);
        store.open();
    }

    @AfterEach
    void close() {
        store.close();
        memory.close();
    }

    private UploadId upload(FoldBench bench) {
        UploadId id = new UploadId(bench.id());
        bench.fold(bench.event(bucket, FoldBench.begin(KEY.value(), id)));
        for (int number = 1; number <= PARTS; number++) {
            Blob blob = bench.blob(5 << 20);
            written.add(blob.id());
            bench.fold(bench.event(bucket, FoldBench.part(KEY.value(), id, number, 5 << 20, blob)));
        }
        return id;
    }

    private KeyRows keys() {
        return new KeyRows(store, PAGE_ROWS);
    }

    /// Goes through all uploads of the key, and does something as soon as the first page is there.
    private int uploadsSeen(Runnable behindFirstRow) {
        int[] seen = new int[1];
        try (StoreView view = store.view()) {
            Optional<Upload> none =
                    keys().first(
                                    view,
                                    Family.UPLOADS,
                                    StoreKeys.exactKey(bucket.id(), KEY.value()),
                                    Rows.UPLOAD,
                                    upload -> {
                                        if (seen[0]++ == 0) {
                                            behindFirstRow.run();
                                        }
                                        return Optional.empty();
                                    });
            assertThat(none).isEmpty();
        }
        return seen[0];
    }

    private void removeUploads() {
        byte[] exact = StoreKeys.exactKey(bucket.id(), KEY.value());
        try (WriteBatch batch = new WriteBatch()) {
            batch.deleteRange(store.handle(Family.UPLOADS), exact, StoreKeys.behind(exact));
            store.write(batch);
        } catch (RocksDBException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void blobs_ofManyPages_areAll() {
        assertThat(keys().blobs(bucket.id(), KEY).keySet()).isEqualTo(written);
    }

    @Test
    void holder_ofEachBlobOfManyPages_isFound() {
        KeyRows keys = keys();
        for (BlobId blob : written) {
            Optional<BlobRow> row = keys.holder(bucket.id(), KEY, blob);
            assertThat(row.map(BlobRow::blob).map(Blob::id)).contains(blob);
        }
    }

    @Test
    void pages_whileRowsAreRemoved_areOfTheMomentOfTheFirst() {
        assertThat(uploadsSeen(this::removeUploads)).isEqualTo(UPLOADS);
        assertThat(uploadsSeen(() -> {})).isZero();
    }

    /// The rest of a store that was emptied meanwhile must not look like a key that holds little.
    @Test
    void pages_ofAStoreThatIsEmptied_end() {
        assertThatThrownBy(() -> uploadsSeen(store::discard))
                .isInstanceOf(StoreClosedException.class);
        assertThat(uploadsSeen(() -> {})).isZero();
    }

    /// Closed by the thread that reads: it would wait for itself if it were counted between pages.
    @Test
    void close_betweenPages_doesNotWaitForTheReader() {
        assertThatThrownBy(() -> uploadsSeen(store::close))
                .isInstanceOf(StoreClosedException.class);
    }
}
