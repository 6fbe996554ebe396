package io.cairn.metadata.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.BlobRow;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        bench.fold(
                bench.event(
                        bucket,
                        new EventBody.UploadCreate(
                                KEY, upload, ObjectMetadata.EMPTY, Optional.empty(), false)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Blob put(int number) {
        Blob blob = bench.blob(9);
        bench.fold(
                bench.event(
                        bucket,
                        new EventBody.PartPut(
                                KEY,
                                upload,
                                number,
                                9,
                                FoldBench.ETAG,
                                Optional.of(blob),
                                Optional.empty())));
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
    void seen_afterOneLook_knowsAllPartsOfTheUploadsAskedAboutLast() {
        for (int number = 1; number <= 3; number++) {
            put(number);
        }
        List<Part> parts = bench.partition.parts(bucket.id(), upload, 0, Part.NUMBER_MAX);
        PartNumbers numbers = new PartNumbers();
        numbers.look(upload, () -> parts);
        List<Integer> seen = new ArrayList<>();
        for (Part part : parts) {
            BlobId blob = part.blob().orElseThrow().id();
            seen.add(numbers.seen(upload, blob).orElseThrow());
        }
        assertThat(seen).containsExactly(1, 2, 3);
        BlobId known = parts.getFirst().blob().orElseThrow().id();
        for (int other = 0; other < 10; other++) {
            numbers.look(new UploadId(new UUID(0, other)), List::of);
        }
        assertThat(numbers.seen(upload, known)).isEmpty();
    }
}
