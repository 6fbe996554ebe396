package io.cairn.metadata.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.BlobRow;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartNumbersTest {
    private static final ObjectKey KEY = new ObjectKey("up");

    @TempDir Path directory;
    private FoldBench bench;
    private BucketImage bucket;
    private UploadId upload;

    @BeforeEach
    void open() {
        bench = new FoldBench(directory);
        bucket = bench.create("photos");
        upload = new UploadId(bench.id());
        bench.fold(bench.event(bucket, FoldBench.begin(KEY.value(), upload)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Blob put(int number) {
        Blob blob = bench.blob(9);
        bench.fold(bench.event(bucket, FoldBench.part(KEY.value(), upload, number, 9, blob)));
        return blob;
    }

    private Optional<Integer> partThatHolds(Blob blob) {
        return bench.partition.holder(bucket.id(), KEY, blob.id()).map(BlobRow::partNumber);
    }

    @Test
    void holder_ofPartsThatComeAndAreReplaced_isTheRowAsItIsNow() {
        Blob first = put(1);
        assertThat(partThatHolds(first)).contains(1);
        Blob second = put(2);
        assertThat(partThatHolds(second)).contains(2);
        Blob replacement = put(1);
        assertThat(partThatHolds(first)).isEmpty();
        assertThat(partThatHolds(replacement)).contains(1);
        Blob moved = put(7);
        assertThat(partThatHolds(moved)).contains(7);
    }

    @Test
    void seen_knowsTheUploadsRememberedLast() {
        PartNumbers numbers = new PartNumbers();
        Blob blob = bench.blob(9);
        numbers.remember(upload, Map.of(blob.id(), 3));
        assertThat(numbers.seen(upload, blob.id())).hasValue(3);
        assertThat(numbers.seen(upload, bench.blob(9).id())).isEmpty();
        for (int other = 0; other < 10; other++) {
            numbers.remember(new UploadId(new UUID(0, other)), Map.of());
        }
        assertThat(numbers.seen(upload, blob.id())).isEmpty();
    }
}
