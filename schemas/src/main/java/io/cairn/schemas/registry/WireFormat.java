package io.cairn.schemas.registry;

import io.cairn.schemas.event.Coder;
import io.cairn.schemas.event.MalformedRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/// Records in Confluent's wire format:
///
///     0        1                5
///     +--------+----------------+----------------
///     | 0x00   | schema id, u32 | Avro binary ...
///     +--------+----------------+----------------
///
/// Reads records of any registered schema that Avro can resolve to the coder's own.
public final class WireFormat<T> {
    private static final int PREFIX_BYTES = 5;

    private final Coder<T> coder;
    private final SchemaRegistry registry;
    private final int id;
    private final byte[] prefix;

    private WireFormat(Coder<T> coder, SchemaRegistry registry, int id) {
        this.coder = coder;
        this.registry = registry;
        this.id = id;
        this.prefix = ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(id).array();
    }

    /// The format of a topic's values. Registers the coder's schema as `<topic>-value`; the
    /// registration is durable before the first record can be written.
    public static <T> WireFormat<T> ofTopic(String topic, Coder<T> coder, SchemaRegistry registry) {
        return new WireFormat<>(
                coder, registry, registry.register(topic + "-value", coder.schema()));
    }

    /// The record's bytes.
    public byte[] serialize(T value) {
        return coder.encode(value, prefix);
    }

    /// The record of these bytes. Throws [MalformedRecordException] if they are none, and
    /// [RegistryException] if their schema cannot be looked up now.
    public T deserialize(byte[] bytes) {
        if (bytes.length < PREFIX_BYTES || bytes[0] != 0) {
            throw new MalformedRecordException("not in the Confluent wire format", null);
        }
        int writerId = ByteBuffer.wrap(bytes).getInt(1);
        if (writerId == id) {
            return coder.decode(bytes, PREFIX_BYTES);
        }
        Schema writer =
                registry.schema(writerId)
                        .orElseThrow(() ->
                                new MalformedRecordException(
                                        "schema " + writerId + " is not registered", null));
        return coder.decode(resolve(bytes, writer));
    }

    private byte[] resolve(byte[] bytes, Schema writer) {
        BinaryDecoder in =
                DecoderFactory.get()
                        .binaryDecoder(bytes, PREFIX_BYTES, bytes.length - PREFIX_BYTES, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        Encoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            Object value = new GenericDatumReader<>(writer, coder.schema()).read(null, in);
            new GenericDatumWriter<>(coder.schema()).write(value, encoder);
            encoder.flush();
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new MalformedRecordException(
                    "written with schema " + writer.getFullName() + ", cannot be read", e);
        }
        return out.toByteArray();
    }
}
