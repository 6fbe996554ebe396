package io.cairn.schemas.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.avro.Schema;

/// Rows of the fold's store:
///
///     0        1
///     +--------+----------------
///     | format | Avro binary ...
///     +--------+----------------
///
/// Format n is the n-th released schema of the record, from 1; its text is the resource
/// `released/<record>-<n>.avsc`. Rows are written in the newest format and read in all of them, so
/// a new field needs neither another store nor another fold.
public final class RowFormat<T> {
    private static final int PREFIX_BYTES = 1;

    private final Coder<T> coder;
    private final int newest;
    private final IntFunction<Schema> released;
    private final byte[] prefix;
    private final Map<Integer, Schema> earlier = new ConcurrentHashMap<>();

    /// The rows of `coder`, whose schema is the `newest` that was released.
    RowFormat(Coder<T> coder, int newest) {
        this(coder, newest, format -> released(coder, format));
    }

    /// As above, with other texts of the earlier schemas: for tests.
    RowFormat(Coder<T> coder, int newest, IntFunction<Schema> released) {
        this.coder = coder;
        this.newest = newest;
        this.released = released;
        this.prefix = new byte[] {(byte) newest};
    }

    Coder<T> coder() {
        return coder;
    }

    /// The row's bytes.
    public byte[] encode(T value) {
        return coder.encode(value, prefix);
    }

    /// The row of these bytes. Throws [NewerReleaseException] if a newer release wrote it, and
    /// [MalformedRecordException] if the bytes are no row.
    public T decode(byte[] bytes) {
        int format = bytes.length == 0 ? 0 : bytes[0];
        if (format == newest) {
            return coder.decode(bytes, PREFIX_BYTES);
        }
        if (format > newest) {
            throw new NewerReleaseException(
                    "a row of "
                            + coder.schema().getName()
                            + " in format "
                            + format
                            + "; this release knows up to "
                            + newest);
        }
        if (format < 1) {
            throw new MalformedRecordException("no row of " + coder.schema().getName(), null);
        }
        return coder.decode(bytes, PREFIX_BYTES, earlier.computeIfAbsent(format, released::apply));
    }

    /// Format `format` of the coder's record.
    static Schema released(Coder<?> coder, int format) {
        String name = "/io/cairn/schemas/released/%s-%d.avsc".formatted(name(coder), format);
        try (InputStream text = RowFormat.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("the build lacks " + name);
            }
            return new Schema.Parser().parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    private static String name(Coder<?> coder) {
        return coder.schema().getName();
    }
}
