package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class PackLimitEndToEndTest {
    private static final int LIMIT_BYTES = 8 << 10;
    private static final int OBJECT_BYTES = 100_000;

    @TempDir Path directory;

    @Test
    void shards_writtenUnderAnotherLimit_areReadHealedAndReclaimed() throws IOException {
        try (LiveServer server = new LiveServer(directory, LIMIT_BYTES)) {
            server.s3().createBucket(b -> b.bucket("bucket"));
            put(server, "file", 1);
            assertThat(server.packedShards()).isZero();
            assertThat(server.shards()).isEqualTo(LiveServer.DRIVES);
        }
        try (LiveServer server = new LiveServer(directory)) {
            put(server, "packed", 2);
            assertThat(server.packedShards()).isEqualTo(LiveServer.DRIVES);
            assertReadable(server);
        }
        Path replaced = LiveServer.drives(directory).getLast();
        FileTrees.delete(replaced);
        Files.createDirectory(replaced);
        try (LiveServer server = new LiveServer(directory, LIMIT_BYTES)) {
            assertReadable(server);
            assertThat(LiveServer.await(() -> server.shards() == 2 * LiveServer.DRIVES)).isTrue();
            assertThat(server.packedShards()).isEqualTo(LiveServer.DRIVES - 1);
            assertReadable(server);
        }
        try (LiveServer server = new LiveServer(directory)) {
            assertReadable(server);
            server.s3().deleteObject(d -> d.bucket("bucket").key("file"));
            server.s3().deleteObject(d -> d.bucket("bucket").key("packed"));
            assertThat(LiveServer.await(() -> server.shards() == 0)).isTrue();
        }
    }

    private static void put(LiveServer server, String key, long seed) {
        server.s3()
                .putObject(
                        p -> p.bucket("bucket").key(key),
                        RequestBody.fromBytes(LiveServer.bytes(seed, OBJECT_BYTES)));
    }

    private static void assertReadable(LiveServer server) {
        assertThat(get(server, "file")).isEqualTo(LiveServer.bytes(1, OBJECT_BYTES));
        assertThat(get(server, "packed")).isEqualTo(LiveServer.bytes(2, OBJECT_BYTES));
    }

    private static byte[] get(LiveServer server, String key) {
        return server.s3().getObjectAsBytes(g -> g.bucket("bucket").key(key)).asByteArray();
    }
}
