package io.cairn.shard.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final Path ROOT = Path.of("/simulated");
    private static final Path FILE = ROOT.resolve("file");

    private final SimulatedDisk disk = new SimulatedDisk(ROOT, new Random(1));

    @Test
    void read_whileCallsFail_throwsAndLaterGivesTheBytes() throws IOException {
        write();
        DiskFile file = disk.open(FILE);
        disk.failCalls(1, 2);
        assertThat(read(file)).isEqualTo("bytes");
        assertThatThrownBy(() -> read(file)).hasMessage("Input/output error");
        assertThatThrownBy(() -> disk.open(FILE)).hasMessage("Input/output error");
        assertThat(read(file)).isEqualTo("bytes");
    }

    @Test
    void call_thatStalls_goesOnWhenOthersAreDone() throws IOException {
        write();
        List<String> order = new ArrayList<>();
        Optional<IOException> failure =
                new Stall(disk, 0, "here")
                        .run(
                                () -> order.add("slow " + read(disk.open(FILE))),
                                () -> order.add("fast " + read(disk.open(FILE))),
                                () -> order.add("end"));
        assertThat(failure).isEmpty();
        assertThat(order).containsExactly("fast bytes", "end", "slow bytes");
    }

    @Test
    void write_thatStallsUntilThePowerGoes_fails() throws IOException {
        Optional<IOException> failure =
                new Stall(disk, 1, "here")
                        .run(this::write, () -> disk.exists(FILE), () -> disk.failAfter(0));
        assertThat(failure.orElseThrow()).hasMessage("the power is gone");
    }

    @Test
    void others_whoWaitForACallThatStalls_areFoundOut() {
        Object shared = new Object();
        SimulatedDisk.Action locked =
                () -> {
                    synchronized (shared) {
                        write();
                    }
                };
        assertThatThrownBy(() -> new Stall(disk, 0, "here", 100).run(locked, locked, () -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessage("here: others wait for a call that stalls");
    }

    private void write() throws IOException {
        try (DiskFile file = disk.create(FILE)) {
            file.write(ByteBuffer.wrap("bytes".getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    private static String read(DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(5);
        file.read(bytes, 0);
        return new String(bytes.array(), StandardCharsets.UTF_8);
    }
}
