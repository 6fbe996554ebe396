package io.cairn.blobs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.InMemoryFoldView;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// One random history of a whole server in one thread: the real fold over a log that loses its
/// unsynced end, the real stores of five drives over disks that lose power and fail, and clients,
/// healing, reclaim and scrub that run beside each other step by step.
///
/// Invariants, checked after each step:
/// - an event of which a client was told is in the log;
/// - every object that the fold knows can be read, and holds what its client sent;
/// - a shard that a row names is on its drive, unless the drive was replaced meanwhile;
/// - folding the log again gives the same state;
/// - a read that runs gets what it opened.
///
/// And once everything has come to rest: every shard that was to be reclaimed is gone, though each
/// drive goes on at a start where its file says; no shard is missing, and none is there that no row
/// names.
///
/// The checks look at the drives from outside: what is to fail fails the server, not them.
///
/// After Kafka's `RaftEventSimulationTest` and TigerBeetle's simulator.
final class ClusterSimulation {
    private static final int STEPS = 250;
    private static final int KEYS = 6;
    private static final int TASKS_MAX = 6;
    private static final int ROUNDS_MAX = 1_000;

    private final Random random;
    private final Cluster cluster;

    ClusterSimulation(long seed, Mistake mistake) throws IOException {
        this.random = new Random(seed);
        this.cluster = new Cluster(random, mistake);
    }

    void run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            act();
            check();
        }
        cluster.crash(random.nextBoolean());
        check();
        comeToRest();
        checkAtRest();
    }

    /// How many calls of drives failed.
    long errorsStruck() {
        return cluster.errorsStruck();
    }

    private void act() throws IOException {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> begin(Optional.of(new PutTask(cluster, key())));
            case 3, 4 -> beginRead();
            case 5 -> begin(cluster.object(key()).flatMap(each -> HealTask.of(cluster, each)));
            case 6 -> delete();
            case 7, 8, 9 -> cluster.foldNext();
            case 10 -> cluster.log.sync();
            case 11, 12 -> cluster.reclaim();
            case 13 -> scrub();
            case 14 -> crashNowAndThen();
            case 15 -> cluster.wipe(drive());
            case 16 -> compact();
            case 17 -> drive().failSoon();
            case 18 -> drive().recover();
            default -> stepTask();
        }
    }

    private ObjectKey key() {
        return new ObjectKey("k" + random.nextInt(KEYS));
    }

    private SimulatedDrive drive() {
        List<SimulatedDrive> all = List.copyOf(cluster.drives.values());
        return all.get(random.nextInt(all.size()));
    }

    private void begin(Optional<? extends Task> task) {
        if (cluster.running.size() < TASKS_MAX) {
            task.ifPresent(cluster.running::add);
        }
    }

    /// Reads show what is durable only.
    private void beginRead() {
        if (cluster.running.size() < TASKS_MAX && cluster.log.isDurable(cluster.folded() - 1)) {
            begin(cluster.object(key()).flatMap(each -> ReadTask.of(cluster, each)));
        }
    }

    private void delete() {
        EventBody.DeleteEntry entry = new EventBody.DeleteEntry(key(), Preconditions.NONE);
        cluster.append(cluster.event(new EventBody.ObjectsDelete(List.of(entry)), cluster.base()));
    }

    private void stepTask() {
        if (!cluster.running.isEmpty()) {
            Task task = cluster.running.get(random.nextInt(cluster.running.size()));
            if (task.step()) {
                cluster.running.remove(task);
            }
        }
    }

    /// Whether it succeeded. A drive that fails ends the pass; the next one begins anew.
    private boolean scrub() {
        try {
            cluster.scrub();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether it succeeded. What a drive fails to compact is left to the next time.
    private boolean compact() {
        try {
            drive().compact();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void crashNowAndThen() throws IOException {
        if (random.nextInt(4) == 0) {
            cluster.crash(random.nextBoolean());
        }
    }

    private void check() {
        cluster.suspendErrors();
        try {
            acknowledgedEventsAreInTheLog();
            objectsAreReadable();
            namedShardsAreThere();
            foldingAgainGivesTheState();
        } finally {
            cluster.resumeErrors();
        }
    }

    private void acknowledgedEventsAreInTheLog() {
        cluster.acknowledged.forEach((position, id) -> {
            assertThat(cluster.log.end()).as("the log holds %d", position).isGreaterThan(position);
            assertThat(cluster.log.at(position).id()).isEqualTo(id);
        });
    }

    private void objectsAreReadable() {
        for (ObjectVersion version : cluster.objects()) {
            Blob blob = version.blob().orElseThrow();
            Optional<byte[]> stripe = SimulatedBlob.decode(blob.length(), cluster.units(blob));
            assertThat(stripe).as("%s can be read", version).isPresent();
            assertThat(Arrays.copyOf(stripe.orElseThrow(), Math.toIntExact(blob.length())))
                    .as("%s holds what was sent", version)
                    .isEqualTo(cluster.contents.get(blob.id()));
        }
    }

    private void namedShardsAreThere() {
        for (ObjectVersion version : cluster.objects()) {
            Blob blob = version.blob().orElseThrow();
            List<Optional<byte[]>> units = cluster.units(blob);
            for (int index = 0; index < units.size(); index++) {
                ShardPlace place = blob.shards().get(index);
                ShardRef shard = new ShardRef(blob.id(), index, place.generation());
                boolean excused = place.missing() || cluster.drive(place).hasLost(shard);
                assertThat(excused || units.get(index).isPresent())
                        .as("%s is on %s", shard, place.drive())
                        .isTrue();
            }
        }
    }

    private void foldingAgainGivesTheState() {
        InMemoryFoldView again = new InMemoryFoldView();
        for (long position = 0; position < cluster.folded(); position++) {
            again.fold(cluster.log.at(position), 0, position);
        }
        assertThat(again.versions(Cluster.BUCKET_ID))
                .isEqualTo(cluster.view.versions(Cluster.BUCKET_ID));
        assertThat(again.floor()).isEqualTo(cluster.view.floor());
    }

    private void comeToRest() throws IOException {
        int rounds = 0;
        while (!cluster.running.isEmpty() || isDamaged()) {
            assertThat(rounds++).as("rounds until it is at rest").isLessThan(ROUNDS_MAX);
            cluster.running.removeIf(Task::step);
            cluster.log.sync();
            cluster.foldAll();
            cluster.objects().stream()
                    .filter(version -> version.blob().filter(this::isDamaged).isPresent())
                    .forEach(version -> begin(HealTask.of(cluster, version)));
        }
        cluster.reclaimAll();
        assertThat(cluster.unreclaimed()).as("shards that were to be reclaimed").isEmpty();
        cluster.scrub();
        // What has the base of the first pass's fence lies below that of the second.
        cluster.scrub();
        cluster.reclaimAll();
    }

    private boolean isDamaged() {
        return cluster.objects().stream()
                .flatMap(version -> version.blob().stream())
                .anyMatch(this::isDamaged);
    }

    private boolean isDamaged(Blob blob) {
        return cluster.units(blob).stream().anyMatch(Optional::isEmpty);
    }

    private void checkAtRest() throws IOException {
        check();
        List<ShardRef> found = new ArrayList<>();
        for (SimulatedDrive drive : cluster.drives.values()) {
            for (ShardRef shard : drive.list()) {
                assertThat(cluster.isNamed(drive, shard)).as("%s has an owner", shard).isTrue();
                found.add(shard);
            }
        }
        Set<ShardRef> distinct = new HashSet<>(found);
        assertThat(found).hasSize(cluster.objects().size() * SimulatedBlob.SHARDS);
        assertThat(distinct).hasSameSizeAs(found);
    }
}
