package io.cairn.cli.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Looks for ports of the loopback address that nobody listens on.
final class FreePorts {
    private FreePorts() {}

    /// Gives `count` ports, all different. All are held until the last is found: the system may
    /// give a port that was closed to the next who asks. Somebody else may still take one before it
    /// is bound again.
    static int[] choose(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket each : held) {
                each.close();
            }
        }
    }
}
