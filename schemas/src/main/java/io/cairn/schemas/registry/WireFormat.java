package io.cairn.schemas.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.schemas.event.Coder;
import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.schemas.event.NewerReleaseException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;

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
    private static final int WRITERS_KEPT_MAX = 100;

    private final Coder<T> coder;
    private final SchemaRegistry registry;
    private final int id;
    private final byte[] prefix;

    /// The schemas of other writers, by id. An id never changes its meaning.
    private final Cache<Integer, Schema> writers =
            Caffeine.newBuilder().maximumSize(WRITERS_KEPT_MAX).build();

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
                coder,
                registry,
                registry.register(topic + "-value", coder.schema(), coder.compatibility()));
    }

    /// The record's bytes.
    public byte[] serialize(T value) {
        return coder.encode(value, prefix);
    }

    /// The record of these bytes. Throws [MalformedRecordException] if they are none,
    /// [NewerReleaseException] if only a newer release understands them, [UnknownSchemaException]
    /// if the registry does not know their schema (yet), and [RegistryException] if it cannot be
    /// asked now.
    public T deserialize(byte[] bytes) {
        if (bytes.length < PREFIX_BYTES || bytes[0] != 0) {
            throw new MalformedRecordException("not in the Confluent wire format", null);
        }
        int writerId = ByteBuffer.wrap(bytes).getInt(1);
        return writerId == id ? own(bytes) : resolved(bytes, writerId);
    }

    /// Bytes of this release's schema hold nothing that only a newer release knows. The symbol
    /// `OTHER`, by which a reader takes an unknown symbol, is written by nobody.
    private T own(byte[] bytes) {
        try {
            return coder.decode(bytes, PREFIX_BYTES);
        } catch (NewerReleaseException e) {
            throw new MalformedRecordException("the symbol OTHER was written", e);
        }
    }

    private T resolved(byte[] bytes, int writerId) {
        Schema writer = writers.get(writerId, this::registered);
        if (!writer.getFullName().equals(coder.schema().getFullName())) {
            throw new MalformedRecordException("a " + writer.getFullName(), null);
        }
        return coder.decode(bytes, PREFIX_BYTES, writer);
    }

    private Schema registered(int writerId) {
        return registry.schema(writerId).orElseThrow(() -> new UnknownSchemaException(writerId));
    }
}
