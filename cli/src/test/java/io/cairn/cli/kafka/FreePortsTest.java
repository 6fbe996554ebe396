package io.cairn.cli.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    /// Of so many ports that are asked for one after the other, two are nearly always the same.
    private static final int PORTS = 600;

    @Test
    void choose_manyPorts_givesNoneTwice() throws IOException {
        int[] ports = FreePorts.choose(PORTS);

        assertEquals(PORTS, Arrays.stream(ports).distinct().count());
    }
}
