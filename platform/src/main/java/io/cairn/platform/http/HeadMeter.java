package io.cairn.platform.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/// Sees what a connection reads: counts what heads cost, and notes that the client is alive.
final class HeadMeter extends AbstractStreamSourceConduit<StreamSourceConduit> {
    /// What a header or a parameter costs beside its bytes once it is parsed: a map's entry, a
    /// list, and two strings.
    static final int BYTES_PER_FIELD = 160;

    private final OpenConnection connection;

    HeadMeter(StreamSourceConduit next, OpenConnection connection) {
        super(next);
        this.connection = connection;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int from = target.position();
        int read = super.read(target);
        if (read > 0) {
            came(target, from, read);
        }
        return read;
    }

    private void came(ByteBuffer target, int from, int length) {
        if (!connection.inHead()) {
            connection.progressed();
            return;
        }
        int fields = connection.spacedValues().came(target, from, length);
        connection.headRead(length + (long) BYTES_PER_FIELD * fields);
    }
}
