package io.cairn.metadata.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Versioning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories in which events come again, soon or late, with the same bytes or with others,
/// and are withdrawn before or after they came. An event is decided once, whatever comes again.
class RepeatsModelTest {
    private static final int STEPS = 400;
    private static final String[] KEYS = {"a", "a/1", "b"};

    @TempDir Path directory;

    private final List<Event> sent = new ArrayList<>();
    private final List<UploadId> uploads = new ArrayList<>();
    private final Map<EventId, Outcome> first = new HashMap<>();
    private final Set<BlobId> written = new HashSet<>();

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, System.nanoTime());
    }

    /// A history, and where it has come to.
    private record History(FoldBench bench, BucketImage bucket, Random random) {
        ObjectKey key() {
            return new ObjectKey(KEYS[random.nextInt(KEYS.length)]);
        }

        Set<BlobId> reclaimed() {
            return new HashSet<>(bench.reclaimed());
        }

        Set<BlobId> live() {
            Set<BlobId> live = new HashSet<>();
            for (String key : KEYS) {
                live.addAll(bench.partition.blobs(bucket.id(), new ObjectKey(key)).keySet());
            }
            return live;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void event_howeverOftenItComes_isDecidedOnce(long seed) {
        try (FoldBench bench = new FoldBench(directory.resolve("live"))) {
            BucketImage bucket = bench.create("photos");
            History history = new History(bench, bucket, new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                step(history);
                assertThat(Collections.disjoint(history.reclaimed(), history.live()))
                        .as("seed %d step %d", seed, step)
                        .isTrue();
            }
            Set<BlobId> owned = history.live();
            owned.addAll(history.reclaimed());
            assertThat(owned).as("seed %d", seed).isEqualTo(written);
            checkRebuilt(bench);
        }
    }

    private void checkRebuilt(FoldBench bench) {
        try (FoldBench again = new FoldBench(directory.resolve("again"), bench.log)) {
            bench.log.forEach(_ -> again.foldNext());
            assertThat(again.partition.digest()).isEqualTo(bench.partition.digest());
            first.forEach((id, outcome) ->
                    assertThat(again.partition.outcome(id))
                            .isEqualTo(bench.partition.outcome(id))
                            .contains(outcome));
        }
    }

    private void step(History history) {
        switch (history.random.nextInt(12)) {
            case 0 ->
                    send(
                            history,
                            event(
                                    history,
                                    new EventBody.BucketVersioningPut(
                                            history.random.nextBoolean()
                                                    ? Versioning.ENABLED
                                                    : Versioning.SUSPENDED)));
            case 1, 2, 3 -> send(history, put(history));
            case 4 -> send(history, event(history, FoldBench.delete(history.key().value())));
            case 5 -> upload(history);
            case 6 -> withdrawFirst(history, put(history));
            case 7 -> withdrawLate(history);
            default -> repeat(history);
        }
    }

    private Event event(History history, EventBody body) {
        return history.bench.event(history.bucket, body);
    }

    private Blob blob(History history, long length) {
        Blob blob = history.bench.blob(length);
        written.add(blob.id());
        return blob;
    }

    private Event put(History history) {
        long size = history.random.nextInt(3);
        Optional<Blob> blob = size == 0 ? Optional.empty() : Optional.of(blob(history, size));
        Preconditions conditions =
                switch (history.random.nextInt(3)) {
                    case 0 -> Preconditions.ABSENT;
                    case 1 -> Preconditions.match("*");
                    default -> Preconditions.NONE;
                };
        return history.bench.event(
                history.bucket, FoldBench.put(history.key().value(), size, blob, conditions));
    }

    /// Begins, continues or completes an upload.
    private void upload(History history) {
        if (uploads.isEmpty() || history.random.nextInt(3) == 0) {
            UploadId id = new UploadId(history.bench.id());
            uploads.add(id);
            send(history, event(history, FoldBench.begin("a", id)));
            return;
        }
        UploadId id = uploads.get(history.random.nextInt(uploads.size()));
        if (history.random.nextBoolean()) {
            Blob blob = blob(history, 1);
            send(history, history.bench.event(history.bucket, FoldBench.part("a", id, 1, 1, blob)));
        } else {
            send(history, event(history, FoldBench.complete("a", id, 1)));
        }
    }

    /// Sends an event for the first time.
    private void send(History history, Event event) {
        sent.add(event);
        first.put(event.id(), history.bench.fold(event));
    }

    private static EventBody.Withdraw withdrawal(Event event) {
        return new EventBody.Withdraw(event.id());
    }

    private void withdrawFirst(History history, Event event) {
        history.bench.fold(event(history, withdrawal(event)));
        Outcome outcome = history.bench.fold(event);
        assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.WITHDRAWN);
        sent.add(event);
        first.put(event.id(), outcome);
    }

    private void withdrawLate(History history) {
        if (!sent.isEmpty()) {
            Event event = sent.get(history.random.nextInt(sent.size()));
            history.bench.fold(event(history, withdrawal(event)));
            assertThat(history.bench.partition.outcome(event.id()))
                    .isEqualTo(Optional.ofNullable(first.get(event.id())));
        }
    }

    private void repeat(History history) {
        if (sent.isEmpty()) {
            return;
        }
        Event event = sent.get(history.random.nextInt(sent.size()));
        boolean withOtherBytes = event.blob().isPresent() && history.random.nextBoolean();
        Event again = withOtherBytes ? event.bringing(blob(history, 1)) : event;
        int changes = history.bench.changes().size();
        String rows = history.bench.partition.digest().sha256();
        Outcome outcome = history.bench.fold(again);
        Outcome expected = first.get(event.id());
        if (expected instanceof Outcome.Rejected rejected
                && rejected.rejection() == Rejection.WITHDRAWN) {
            // A withdrawn event is rejected where it stands.
            assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.WITHDRAWN);
            first.put(event.id(), outcome);
        } else {
            assertThat(outcome).isEqualTo(expected);
        }
        assertThat(history.bench.changes()).hasSize(changes);
        assertThat(history.bench.partition.digest().sha256()).isEqualTo(rows);
    }
}
