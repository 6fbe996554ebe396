package io.cairn.schemas.event;

import java.io.IOException;

/// Reading of bytes that may be anything. Avro and the records' own checks fail in many ways on bad
/// ones: all of them become a [MalformedRecordException].
final class UntrustedBytes {
    private UntrustedBytes() {}

    interface Reading<T> {
        T read() throws IOException;
    }

    /// What `reading` gives. A [NewerReleaseException] passes.
    @SuppressWarnings("IllegalCatch") // See above.
    static <T> T read(String record, Reading<T> reading) {
        try {
            return reading.read();
        } catch (MalformedRecordException | NewerReleaseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new MalformedRecordException("not a " + record + ": " + e.getMessage(), e);
        }
    }
}
