package io.cairn.schemas.event;

import io.cairn.schemas.registry.SubjectCompatibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/// Writes one kind of record as Avro binary of [#schema] and reads it back. Written by hand rather
/// than through Avro's datum readers: those keep a resolver per thread, which a virtual thread per
/// request would build each time. `CoderTest` compares the bytes with Avro's own.
public interface Coder<T> {
    /// The Avro schema of the bytes.
    Schema schema();

    /// What a later schema of the record owes the earlier ones.
    default SubjectCompatibility compatibility() {
        return SubjectCompatibility.FULL_TRANSITIVE;
    }

    /// Writes `value`.
    void write(T value, Encoder out) throws IOException;

    /// Reads a value; throws IOException or a RuntimeException if the bytes are not of the schema.
    T read(Decoder in) throws IOException;

    /// The value's bytes behind `prefix`.
    default byte[] encode(T value, byte[] prefix) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(prefix);
        Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /// The value's bytes.
    default byte[] encode(T value) {
        return encode(value, new byte[0]);
    }

    /// Reads the value that begins at `offset` and ends with the array. Throws
    /// MalformedRecordException if the bytes are not exactly one value of the schema.
    default T decode(byte[] bytes, int offset) {
        return UntrustedBytes.read(
                schema().getName(),
                () -> {
                    BinaryDecoder decoder =
                            DecoderFactory.get()
                                    .binaryDecoder(bytes, offset, bytes.length - offset, null);
                    T value = read(decoder);
                    if (!decoder.isEnd()) {
                        throw new MalformedRecordException("bytes behind the record", null);
                    }
                    return value;
                });
    }

    /// Reads the value that begins at `offset`, ends with the array and was written with the schema
    /// `writer`. Throws [MalformedRecordException] if the bytes are not exactly one value of that
    /// schema, and [NewerReleaseException] if they are, but [#schema] has no place for what they
    /// say: a union's branch that is not in it, a field that is gone.
    default T decode(byte[] bytes, int offset, Schema writer) {
        return decode(Resolution.toReader(bytes, offset, writer, schema()));
    }

    /// Reads the value that the whole array holds.
    default T decode(byte[] bytes) {
        return decode(bytes, 0);
    }
}
