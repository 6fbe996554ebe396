package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.journal.kafka.LogJournals;
import io.cairn.platform.file.FileTrees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/// The real process, killed under load again and again, with any one or two of its four drives
/// emptied before it is started again: what it acknowledged is there, also when the drive with the
/// log is among them, and what was lost with the drives is made again before the next are emptied.
class AnyDriveLossTest {
    private static final int ACKNOWLEDGED = 80;
    private static final int JOURNALS = 2;
    private static final List<List<Integer>> EMPTIED =
            List.of(
                    List.of(1),
                    List.of(2),
                    List.of(3),
                    List.of(4),
                    List.of(1, 2),
                    List.of(3, 4),
                    List.of(1, 4),
                    List.of(2, 3),
                    List.of(1, 3),
                    List.of(2, 4));

    @TempDir Path directory;

    private final AcknowledgedLoad load = new AcknowledgedLoad();

    @Test
    void server_killedUnderLoadAndDrivesEmptied_keepsWhatItAcknowledgedAndHeals() throws Exception {
        for (int round = 0; round < EMPTIED.size(); round++) {
            String bucket = "round" + round;
            try (ServerProcess server = ServerProcess.start(directory, Map.of())) {
                URI endpoint = server.awaitReady();
                changeBuckets(endpoint, round, bucket);
                load.loadAndKill(server, endpoint, round, ACKNOWLEDGED);
            }
            for (int drive : EMPTIED.get(round)) {
                empty(drive);
            }
            try (LiveServer server = new LiveServer(directory)) {
                assertThat(server.node().driveReport().replaced())
                        .hasSameSizeAs(EMPTIED.get(round));
                assertThat(server.s3().listBuckets().buckets())
                        .extracting(each -> each.name())
                        .containsExactly(bucket, AcknowledgedLoad.BUCKET);
                load.check(server.s3());
                assertWholeAgain(server);
            }
        }
    }

    /// One bucket is made and the one of the round before removed.
    private static void changeBuckets(URI endpoint, int round, String bucket) {
        try (S3Client s3 = LiveServer.client(endpoint)) {
            s3.createBucket(b -> b.bucket(bucket));
            if (round == 0) {
                s3.createBucket(b -> b.bucket(AcknowledgedLoad.BUCKET));
            } else {
                s3.deleteBucket(b -> b.bucket("round" + (round - 1)));
            }
        }
    }

    /// Waits until all shards and as many journals as drives may be lost are there.
    private static void assertWholeAgain(LiveServer server) {
        Redundancy redundancy = new Redundancy(server);
        LiveServer.await(() -> redundancy.lacking(AcknowledgedLoad.BUCKET).isEmpty());
        assertThat(redundancy.lacking(AcknowledgedLoad.BUCKET)).isEmpty();
        LiveServer.await(() -> server.node().journals().progress().counting() == JOURNALS);
        assertThat(server.node().journals().progress())
                .isEqualTo(new LogJournals.Progress(JOURNALS, JOURNALS, 0));
    }

    private void empty(int drive) throws IOException {
        FileTrees.empty(directory.resolve("drive" + drive));
    }
}
