package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.shard.drive.DriveEnvironment;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveSetException;
import io.cairn.shard.drive.DriveSetOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// A whole server of four drives, one of which, not that of the log, fails while it runs.
class FaultyDriveTest {
    private static final String BUCKET = "stones";
    private static final int[] SIZES = {1, 4_000, 300_000, (1 << 20) + 1};
    private static final int OBJECTS = 16;

    @TempDir Path directory;

    private static Map<String, byte[]> fill(LiveServer server) {
        server.s3().createBucket(b -> b.bucket(BUCKET));
        Map<String, byte[]> objects = new TreeMap<>();
        for (int i = 0; i < OBJECTS; i++) {
            String key = "k" + i;
            byte[] content = LiveServer.bytes(i, SIZES[i % SIZES.length]);
            objects.put(key, content);
            server.s3().putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
        }
        return objects;
    }

    private static void assertReadable(LiveServer server, Map<String, byte[]> objects) {
        objects.forEach((key, content) ->
                assertThat(
                                server.s3()
                                        .getObjectAsBytes(g -> g.bucket(BUCKET).key(key))
                                        .asByteArray())
                        .as(key)
                        .isEqualTo(content));
    }

    private boolean drivesCanBeOpened() {
        ServerEnvironment machine = ServerEnvironment.of(Clock.systemUTC(), Map.of());
        try (DriveSet drives =
                DriveSet.open(
                        LiveServer.drives(directory),
                        DriveSetOptions.DEFAULT,
                        new DriveEnvironment(
                                machine.disk(),
                                machine.mountPoints(),
                                machine.ids().clock(),
                                machine.monotonic(),
                                machine.random()))) {
            return drives.drives().size() == LiveServer.DRIVES;
        } catch (DriveSetException e) {
            return false;
        }
    }

    private FaultyDisk disk() {
        return new FaultyDisk(LiveServer.drives(directory).getLast());
    }

    /// The limit is far above what a stop may take; without an end it would take for ever.
    @Test
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void close_whileADriveHangs_leavesItBehindAndKeepsTheRest() {
        FaultyDisk disk = disk();
        Map<String, byte[]> objects;
        try (LiveServer server = new LiveServer(directory, disk)) {
            objects = fill(server);
            disk.fault = FaultyDisk.Fault.HANGS;
            server.s3().putObject(p -> p.bucket(BUCKET).key("k"), RequestBody.fromString("late"));
        }
        // The drive comes back: it is closed late, and gives its lock up.
        disk.release();
        assertThat(LiveServer.await(this::drivesCanBeOpened)).isTrue();
        try (LiveServer server = new LiveServer(directory)) {
            objects.put("k", "late".getBytes(StandardCharsets.UTF_8));
            assertReadable(server, objects);
        }
    }

    @Test
    void health_whileADriveRefusesWrites_saysWhichAndNoPathOfTheMachine() throws Exception {
        FaultyDisk disk = disk();
        try (LiveServer server = new LiveServer(directory, disk)) {
            assertThat(drivesThatAre("ok", health(server))).isEqualTo(LiveServer.DRIVES);
            disk.fault = FaultyDisk.Fault.REFUSES_WRITES;
            fill(server);
            String found = health(server);
            assertThat(drivesThatAre("failing", found)).isEqualTo(1);
            assertThat(drivesThatAre("ok", found)).isEqualTo(LiveServer.DRIVES - 1);
            assertThat(found).doesNotContain(directory.toString());
            disk.fault = FaultyDisk.Fault.NONE;
        }
    }

    private static String health(LiveServer server) throws IOException, InterruptedException {
        return get(server, "/health/drives").body();
    }

    private static HttpResponse<String> get(LiveServer server, String path)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(server.endpoint().resolve(path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Takes away what a drive holds of shards, but not its name.
    private void gut(int drive) throws IOException {
        for (String folder : List.of("shards", "segments")) {
            Path held = LiveServer.drives(directory).get(drive).resolve(folder);
            Files.move(held, directory.resolve(folder + drive));
        }
    }

    private static boolean awaitLost(LiveServer server, int drives) {
        return LiveServer.await(() -> {
            try {
                return drivesThatAre("lost", health(server)) == drives;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void drives_whoseShardsAreRemovedUnderTheRunningServer_areLostAndTooManyOfThemEndItsReadiness()
            throws Exception {
        try (LiveServer server = new LiveServer(directory)) {
            Map<String, byte[]> objects = fill(server);
            gut(3);
            assertThat(awaitLost(server, 1)).isTrue();
            gut(2);
            assertThat(awaitLost(server, 2)).isTrue();
            assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
            assertReadable(server, objects);
            gut(1);
            assertThat(awaitLost(server, 3)).isTrue();
            HttpResponse<String> refused = get(server, "/health/ready");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("3 of 4 drives").doesNotContain("drive1");
        }
    }

    private static long drivesThatAre(String state, String document) throws IOException {
        return new ObjectMapper()
                .readTree(document).get("drives").findValuesAsText("state").stream()
                        .filter(state::equals)
                        .count();
    }

    @Test
    void put_whileADriveRefusesWrites_isHealedWithoutACommandOnceItTakesThem() {
        FaultyDisk disk = disk();
        try (LiveServer server = new LiveServer(directory, disk)) {
            disk.fault = FaultyDisk.Fault.REFUSES_WRITES;
            Map<String, byte[]> objects = fill(server);
            Redundancy redundancy = new Redundancy(server);
            assertThat(redundancy.lacking(BUCKET)).isNotEmpty();
            disk.fault = FaultyDisk.Fault.NONE;
            LiveServer.await(() -> redundancy.lacking(BUCKET).isEmpty());
            assertThat(redundancy.lacking(BUCKET)).isEmpty();
            assertThat(server.node().healing().progress().shards()).isPositive();
            assertReadable(server, objects);
        }
    }
}
