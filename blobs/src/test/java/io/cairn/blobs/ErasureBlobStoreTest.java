package io.cairn.blobs;

import static io.cairn.blobs.BlobFixture.OWNER;
import static io.cairn.blobs.BlobFixture.SMALL_BYTES;
import static io.cairn.blobs.BlobFixture.STRIPE_BYTES;
import static io.cairn.blobs.BlobFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.erasure.CodingKernel;
import io.cairn.schemas.event.Blob;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.FaultyShardStore.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErasureBlobStoreTest {
    private static final long SEED = 99L;
    @TempDir Path root;

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "4, 2", "6, 2", "9, 4", "4, 3"})
    void read_afterWriteAtBoundarySizes_givesTheContentBack(int drives, int parity)
            throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, drives, parity)) {
            for (int length : boundaryLengths(drives - parity)) {
                Blob blob = fixture.write(length);
                assertThat(blob.length()).isEqualTo(length);
                assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            }
            assertThat(fixture.damages).isEmpty();
        }
    }

    @Test
    void write_ofNothing_isEmptyAndLeavesNothing() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            InputStream nothing = InputStream.nullInputStream();
            assertThat(fixture.blobs.write(nothing, OWNER, Redundancy.FULL, (b, o, l) -> {}))
                    .isEmpty();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 1", "4, 2"})
    void read_ofRanges_givesExactlyTheRange(int drives, int parity) throws IOException {
        Random random = new Random(SEED);
        try (BlobFixture fixture = new BlobFixture(root, drives, parity)) {
            int length = 3 * STRIPE_BYTES + 12_345;
            byte[] expected = content(length);
            Blob blob = fixture.write(length);
            for (int round = 0; round < 200; round++) {
                int from = random.nextInt(length);
                int size = random.nextInt(1 + Math.min(length - from, sizes(random)));
                assertThat(fixture.read(blob, from, size))
                        .as("seed %d, %d bytes from %d", SEED, size, from)
                        .isEqualTo(Arrays.copyOfRange(expected, from, from + size));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_096, 200_000, 2 * STRIPE_BYTES + 777})
    void read_afterEveryLossUpToTheParity_givesTheContentBackAndReports(int length)
            throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 5, 2)) {
            for (int lost = 1; lost < 1 << 5; lost++) {
                if (Integer.bitCount(lost) <= 2) {
                    checkLoss(fixture, length, lost);
                }
            }
        }
    }

    @Test
    void read_ofRangesAfterLosses_givesExactlyTheRange() throws IOException {
        Random random = new Random(SEED);
        try (BlobFixture fixture = new BlobFixture(root, 5, 2)) {
            int length = 2 * STRIPE_BYTES + 4_321;
            byte[] expected = content(length);
            Blob blob = fixture.write(length);
            damage(fixture.file(blob, 1), true);
            damage(fixture.file(blob, 2), false);
            for (int round = 0; round < 100; round++) {
                int from = random.nextInt(length);
                int size = random.nextInt(1 + Math.min(length - from, sizes(random)));
                assertThat(fixture.read(blob, from, size))
                        .as("seed %d, %d bytes from %d", SEED, size, from)
                        .isEqualTo(Arrays.copyOfRange(expected, from, from + size));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_096, 700_000})
    void open_afterMoreLossesThanTheParity_throws(int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(length);
            for (int index = 0; index < 3; index++) {
                damage(fixture.file(blob, index), index != 1);
            }
            assertThatExceptionOfType(BlobUnavailableException.class)
                    .isThrownBy(() -> fixture.blobs.open(blob, OWNER, 0, length));
            assertThat(fixture.damages.getLast().shards()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void read_ofAShardSwappedForAnother_isDecodedAround() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(4_000);
            Blob other = fixture.write(4_000);
            Files.write(fixture.file(blob, 0), Files.readAllBytes(fixture.file(other, 0)));
            assertThat(fixture.read(blob, 0, 4_000)).isEqualTo(content(4_000));
            assertThat(fixture.damages.getLast().shards()).containsExactly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    void read_whenDrivesHang_decodesAroundThemAndReports(int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, 200)) {
            Blob blob = fixture.write(length);
            fixture.storeOf(blob, 0).fault = Fault.READS_HANG;
            fixture.storeOf(blob, 1).fault = Fault.READS_HANG;
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            assertThat(fixture.damages).hasSize(1);
            assertThat(fixture.damages.getFirst().shards()).containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    void read_whenADriveHangsThatIsNeededToRepair_decodesAroundItToo(int length)
            throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 5, 3, 200)) {
            Blob blob = fixture.write(length);
            damage(fixture.file(blob, 0), true);
            damage(fixture.file(blob, 1), false);
            fixture.storeOf(blob, 2).fault = Fault.READS_HANG;
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            assertThat(fixture.damages.getFirst().shards()).containsExactly(0, 1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    @Timeout(60)
    void read_thatBreaksOffByAFaultOfOurs_isDecodedAroundAtOnce(int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, TimeUnit.HOURS.toMillis(1))) {
            Blob blob = fixture.write(length);
            fixture.storeOf(blob, 0).fault = Fault.READS_BREAK_OFF;
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            assertThat(fixture.damages.getFirst().shards()).containsExactly(0);
        }
    }

    @Test
    void read_whenMoreDrivesHangThanTheParity_throws() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, 200)) {
            Blob blob = fixture.write(4_000);
            for (int index = 0; index < 3; index++) {
                fixture.storeOf(blob, index).fault = Fault.READS_HANG;
            }
            assertThatThrownBy(() -> fixture.read(blob, 0, 4_000))
                    .isInstanceOf(BlobUnavailableException.class);
        }
    }

    @Test
    void read_afterADriveHung_leavesItOutUntilItAnswersAgain() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, 200)) {
            Blob blob = fixture.write(4_000);
            FaultyShardStore hanging = fixture.storeOf(blob, 0);
            hanging.fault = Fault.READS_HANG;
            for (int round = 0; round < 3; round++) {
                assertThat(fixture.read(blob, 0, 4_000)).isEqualTo(content(4_000));
            }
            assertThat(hanging.reads).hasValue(1);
            assertThat(fixture.damages).as("known then").hasSize(1);
            hanging.fault = Fault.NONE;
            hanging.unblock();
            while (fixture.driveOf(blob, 0).health().stalled()) {
                Thread.onSpinWait();
            }
            assertThat(fixture.read(blob, 0, 4_000)).isEqualTo(content(4_000));
            assertThat(hanging.reads).hasValue(2);
        }
    }

    @Test
    void read_thatWaitsBehindOthersForLong_isNotTakenForOneThatHangs() throws Exception {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, 1_000)) {
            Blob blob = fixture.write(4_000);
            CountDownLatch busy = new CountDownLatch(1);
            for (int thread = 0; thread < BlobFixture.READ_THREADS; thread++) {
                fixture.driveOf(blob, 0).executors().read(() -> hold(busy));
            }
            FutureTask<byte[]> reading = new FutureTask<>(() -> fixture.read(blob, 0, 4_000));
            Thread.ofPlatform().start(reading);
            assertThat(busy.await(1_500, TimeUnit.MILLISECONDS)).as("nobody frees it").isFalse();
            busy.countDown();
            assertThat(reading.get()).isEqualTo(content(4_000));
            assertThat(fixture.damages).isEmpty();
            assertThat(fixture.driveOf(blob, 0).health().stalled()).isFalse();
        }
    }

    private static void hold(CountDownLatch busy) {
        try {
            busy.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void read_whileSlowReadersKeepAllBuffers_goesOn() throws IOException {
        int length = 3 * STRIPE_BYTES + 17;
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(length);
            List<BlobStore.Content> slow = new ArrayList<>();
            for (int reader = 0; reader < 3 * BlobFixture.READ_BUFFERS; reader++) {
                slow.add(fixture.blobs.open(blob, OWNER, 0, length));
            }
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            for (BlobStore.Content content : slow) {
                try (content) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    content.transferTo(Channels.newChannel(out)::write);
                    assertThat(out.toByteArray()).isEqualTo(content(length));
                }
            }
            assertThat(fixture.damages).isEmpty();
            ReadBudget budget = fixture.blobs.readBudget();
            assertThat(budget.openShardsLeft()).isEqualTo(BlobFixture.OPEN_SHARDS_MAX);
            assertThat(budget.pieceBytesLeft()).isEqualTo(BlobFixture.PIECE_BYTES_MAX);
        }
    }

    @Test
    void write_whileManyClientsOweTheirFirstBytes_findsABuffer() throws Exception {
        CountDownLatch asked = new CountDownLatch(20);
        CountDownLatch coming = new CountDownLatch(1);
        try (BlobFixture fixture = new BlobFixture(root, 4, 2);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int client = 0; client < 20; client++) {
                    clients.submit(() ->
                            fixture.blobs.write(
                                    new LateContent(asked, coming),
                                    OWNER,
                                    Redundancy.FULL,
                                    (bytes, from, to) -> {}));
                }
                asked.await();
                assertThat(fixture.write(2_000).length()).isEqualTo(2_000);
            } finally {
                coming.countDown();
            }
        }
    }

    /// Content that says when it is asked for, and comes to its end later.
    private static final class LateContent extends InputStream {
        private final CountDownLatch asked;
        private final CountDownLatch coming;

        LateContent(CountDownLatch asked, CountDownLatch coming) {
            this.asked = asked;
            this.coming = coming;
        }

        @Override
        public int read() {
            return read(new byte[1], 0, 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            asked.countDown();
            hold(coming);
            return -1;
        }
    }

    @Test
    void isSlow_belowOneMebibyteASecond_afterTheFirst() {
        long second = 1_000_000_000L;
        assertThat(BlobContent.isSlow(0, second)).as("nothing is known yet").isFalse();
        assertThat(BlobContent.isSlow((1 << 20) - 1, second + 1)).isTrue();
        assertThat(BlobContent.isSlow(100 << 20, 90 * second)).isFalse();
        assertThat(BlobContent.isSlow(100 << 20, 110 * second)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    void read_afterLossesByAnotherKernelThanWrote_givesTheContentBack(int length)
            throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob before = fixture.write(length);
            fixture.blobs.codeBy(CodingKernel.usable().getLast());
            Blob after = fixture.write(length);
            fixture.blobs.codeBy(CodingKernel.usable().getFirst());
            for (Blob blob : List.of(before, after)) {
                Files.delete(fixture.file(blob, 0));
                Files.delete(fixture.file(blob, 1));
                assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            }
        }
    }

    private static void checkLoss(BlobFixture fixture, int length, int lost) throws IOException {
        Blob blob = fixture.write(length);
        for (int index = 0; index < 5; index++) {
            if ((lost & 1 << index) != 0) {
                damage(fixture.file(blob, index), (lost + index) % 2 == 0);
            }
        }
        fixture.damages.clear();
        assertThat(fixture.read(blob, 0, length)).as("lost %x", lost).isEqualTo(content(length));
        int lostData = length == 1 ? lost & 1 : lost & 0b111;
        assertThat(fixture.damages).as("lost %x", lost).hasSize(lostData == 0 ? 0 : 1);
        if (lostData != 0) {
            List<Integer> reported = fixture.damages.getFirst().shards();
            for (int index = 0; index < 5; index++) {
                int bit = 1 << index;
                assertThat(reported.contains(index)).isIn((lostData & bit) != 0, (lost & bit) != 0);
            }
        }
    }

    private static void damage(Path file, boolean delete) throws IOException {
        if (delete) {
            Files.delete(file);
        } else {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 5] ^= 0x10;
            bytes[Math.min(160, bytes.length - 6)] ^= 0x01;
            Files.write(file, bytes);
        }
    }

    private static int sizes(Random random) {
        return random.nextBoolean() ? SMALL_BYTES : 2 * STRIPE_BYTES;
    }

    private static List<Integer> boundaryLengths(int k) {
        return List.of(
                1,
                2,
                k,
                k + 1,
                4_096,
                SMALL_BYTES - 1,
                SMALL_BYTES,
                SMALL_BYTES + 1,
                65_536 * k - 1,
                65_536 * k + 1,
                STRIPE_BYTES - 1,
                STRIPE_BYTES,
                STRIPE_BYTES + 1,
                3 * STRIPE_BYTES,
                3 * STRIPE_BYTES + 50_001);
    }
}
