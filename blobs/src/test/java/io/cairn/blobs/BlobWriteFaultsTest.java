package io.cairn.blobs;

import static io.cairn.blobs.BlobFixture.OWNER;
import static io.cairn.blobs.BlobFixture.STRIPE_BYTES;
import static io.cairn.blobs.BlobFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.FaultyShardStore.Fault;
import io.cairn.shard.LocalDrive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobWriteFaultsTest {
    @TempDir Path root;

    @ParameterizedTest
    @CsvSource({
        "CREATE_FAILS, 4000",
        "CREATE_FAILS, 700000",
        "COMMIT_FAILS, 4000",
        "COMMIT_FAILS, 700000",
        "FULL, 4000"
    })
    void write_whenOneDriveFails_namesTheMissingShard(Fault fault, int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.stores.get(1).fault = fault;
            Blob blob = fixture.write(length);
            assertThat(blob.shards().stream().filter(ShardPlace::missing)).hasSize(1);
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
            assertThat(fixture.damages).hasSize(1);
            int missing = fixture.damages.getFirst().shards().getFirst();
            assertThat(blob.shards().get(missing).missing()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    void write_whenADriveHangs_goesOnWithoutIt(int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, 200)) {
            fixture.stores.get(2).fault = Fault.HANGS;
            Blob blob = fixture.write(length);
            assertThat(blob.shards().stream().filter(ShardPlace::missing)).hasSize(1);
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
        }
        try (BlobFixture reopened = new BlobFixture(root, 4, 2)) {
            assertThat(reopened.files()).as("the late shard was removed").hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    void write_whenTooManyDrivesFail_throwsAndLeavesNothing(int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.stores.get(0).fault = Fault.COMMIT_FAILS;
            fixture.stores.get(3).fault = Fault.CREATE_FAILS;
            assertThatThrownBy(() -> fixture.write(length))
                    .isInstanceOf(BlobUnavailableException.class);
            fixture.stores.get(0).fault = Fault.NONE;
            fixture.stores.get(3).fault = Fault.NONE;
            fixture.drain();
            if (length > STRIPE_BYTES) {
                assertThat(fixture.files()).isEmpty();
            }
        }
    }

    /// Nothing stands in for a shard that is not written.
    @ParameterizedTest
    @CsvSource({"1, 4000", "1, 700000", "3, 4000", "3, 700000"})
    void write_withoutParity_needsEveryDrive(int drives, int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, drives, 0)) {
            fixture.stores.getLast().fault = Fault.COMMIT_FAILS;
            assertThatThrownBy(() -> fixture.write(length))
                    .isInstanceOf(BlobUnavailableException.class)
                    .hasMessageContaining("%d are needed", drives);
            fixture.stores.getLast().fault = Fault.NONE;
            fixture.drain();
            Blob blob = fixture.write(length);
            assertThat(blob.parityShards()).isZero();
            assertThat(blob.shards()).hasSize(drives).noneMatch(ShardPlace::missing);
            assertThat(fixture.read(blob, 0, length)).isEqualTo(content(length));
        }
    }

    @Test
    void write_whenContentBreaksOff_leavesNothing() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            for (int length : List.of(0, 100, STRIPE_BYTES + 5, 3 * STRIPE_BYTES)) {
                InputStream broken =
                        new SequenceInputStream(
                                new ByteArrayInputStream(content(length)), new BrokenStream());
                assertThatThrownBy(() ->
                                fixture.blobs.write(
                                        broken, OWNER, Redundancy.FULL, (b, o, l) -> {}))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the client is gone");
                fixture.drain();
                assertThat(fixture.files()).as("after %d bytes", length).isEmpty();
            }
        }
    }

    @Test
    void write_whenDrivesAreBelowTheirReserve_placesOnTheOthersOrRefuses() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.stores.get(0).fault = Fault.BELOW_RESERVE;
            Blob blob = fixture.write(4_000);
            assertThat(blob.dataShards()).isEqualTo(2);
            assertThat(blob.parityShards()).isEqualTo(1);
            fixture.stores.forEach(store -> store.fault = Fault.BELOW_RESERVE);
            assertThatThrownBy(() -> fixture.write(4_000)).isInstanceOf(BlobRefusedException.class);
            assertThat(fixture.read(blob, 0, 4_000)).isEqualTo(content(4_000));
        }
    }

    @Test
    void write_whenDrivesFillUpMeanwhile_isRefusedInWordsThatNameNoPlaces() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.stores.stream().skip(2).forEach(store -> store.fault = Fault.FULL);
            assertThatThrownBy(() -> fixture.write(4_000))
                    .hasMessageContaining("the disk is full")
                    .isInstanceOfSatisfying(
                            BlobRefusedException.class,
                            refused ->
                                    assertThat(refused.words())
                                            .isEqualTo("2 of 4 drives have room, 3 are needed"));
        }
    }

    /// Nothing of it stays, and the drives, of which one is slow, are not to blame.
    @ParameterizedTest
    @ValueSource(ints = {4_000, 700_000})
    void write_thatIsInterrupted_isGivenUpAndBlamesNoDrive(int length) throws Exception {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            FaultyShardStore slow = fixture.stores.get(2);
            slow.fault = Fault.HANGS;
            for (int round = 0; round < 3; round++) {
                FutureTask<Blob> writing = new FutureTask<>(() -> fixture.write(length));
                Thread writer = Thread.ofPlatform().daemon().start(writing);
                while (writer.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                writer.interrupt();
                assertThatThrownBy(writing::get)
                        .hasCauseInstanceOf(BlobUnavailableException.class)
                        .hasMessageContaining("interrupted");
            }
            assertThat(fixture.drives).noneMatch(drive -> drive.health().failing());
            slow.fault = Fault.NONE;
            slow.unblock();
            fixture.drain();
            fixture.settle();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void write_afterADriveFailedSomeTimes_leavesItOut() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.stores.get(1).fault = Fault.CREATE_FAILS;
            for (int round = 0; round < 3; round++) {
                assertThat(fixture.write(4_000).shards()).hasSize(4);
            }
            Blob narrow = fixture.write(4_000);
            assertThat(narrow.shards()).hasSize(3).noneMatch(ShardPlace::missing);
            fixture.stores.get(1).fault = Fault.NONE;
            for (int round = 0; round < 64; round++) {
                fixture.write(4_000);
            }
            assertThat(fixture.write(4_000).shards()).as("found out again").hasSize(4);
        }
    }

    @Test
    void write_whileTooFewDrivesAreTrusted_goesToNoneThatIsLost() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            LocalDrive lost = fixture.drives.getFirst();
            lost.lose();
            for (LocalDrive failing : fixture.drives.subList(1, 3)) {
                for (int failure = 0; failure < 3; failure++) {
                    failing.health().noteWrite(false);
                }
            }
            assertThat(fixture.write(4_000).shards())
                    .hasSize(3)
                    .noneMatch(place -> place.drive().equals(lost.id()));
        }
    }

    @Test
    void write_whileTooFewDrivesAreNotLost_isUnavailable() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.drives.subList(0, 3).forEach(LocalDrive::lose);
            assertThatExceptionOfType(BlobUnavailableException.class)
                    .isThrownBy(() -> fixture.write(4_000));
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void discard_removesAllShards() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.blobs.discard(fixture.write(700_000));
            fixture.settle();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void discard_whileTheDrivesTakeNothingMore_removesAllShardsOnceTheyDo() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(700_000);
            CountDownLatch free = new CountDownLatch(1);
            fixture.drain();
            fixture.fillQueues(free);
            fixture.blobs.discard(blob);
            assertThat(fixture.files()).hasSize(4);
            free.countDown();
            fixture.settle();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void discard_whileADriveHangs_doesNotWaitForIt() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(700_000);
            FaultyShardStore hanging = fixture.storeOf(blob, 0);
            hanging.fault = FaultyShardStore.Fault.DELETES_HANG;
            fixture.blobs.discard(blob);
            hanging.unblock();
            fixture.settle();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void write_thatBreaksOffWhileADriveHangs_doesNotWaitForIt() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            FaultyShardStore hanging = fixture.stores.get(2);
            hanging.fault = FaultyShardStore.Fault.ABORTS_HANG;
            InputStream broken =
                    new SequenceInputStream(
                            new ByteArrayInputStream(content(STRIPE_BYTES + 5)),
                            new BrokenStream());
            assertThatThrownBy(() ->
                            fixture.blobs.write(broken, OWNER, Redundancy.FULL, (b, o, l) -> {}))
                    .hasMessage("the client is gone");
            hanging.unblock();
            fixture.drain();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void write_thatBreaksOffWhileTheDrivesTakeNothingMore_leavesNothing() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            CountDownLatch free = new CountDownLatch(1);
            InputStream broken =
                    new SequenceInputStream(
                            new ByteArrayInputStream(content(2 * STRIPE_BYTES + 5)),
                            new BrokenStream(() -> {
                                fixture.drain();
                                fixture.fillQueues(free);
                            }));
            assertThatThrownBy(() ->
                            fixture.blobs.write(broken, OWNER, Redundancy.FULL, (b, o, l) -> {}))
                    .hasMessage("the client is gone");
            assertThat(fixture.files()).hasSize(4);
            free.countDown();
            fixture.settle();
            assertThat(fixture.files()).isEmpty();
        }
    }

    @Test
    void discard_ofMissingShards_asksNothingOfTheirDrives() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            fixture.stores.getFirst().fault = FaultyShardStore.Fault.CREATE_FAILS;
            fixture.blobs.discard(fixture.write(700_000));
            fixture.settle();
            assertThat(fixture.stores.getFirst().deletes).hasValue(0);
            assertThat(fixture.files()).isEmpty();
        }
    }

    private static final class BrokenStream extends InputStream {
        private final Runnable before;

        BrokenStream() {
            this(() -> {});
        }

        BrokenStream(Runnable before) {
            this.before = before;
        }

        @Override
        public int read() throws IOException {
            before.run();
            throw new IOException("the client is gone");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            before.run();
            throw new IOException("the client is gone");
        }
    }
}
