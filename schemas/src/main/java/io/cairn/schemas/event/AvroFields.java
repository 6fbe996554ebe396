package io.cairn.schemas.event;

import io.cairn.schemas.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/// Reading and writing of the field shapes that the schemas use. An optional field is a union whose
/// first branch is null.
final class AvroFields {
    private AvroFields() {}

    interface Writer<T> {
        void write(T value, Encoder out) throws IOException;
    }

    interface Reader<T> {
        T read(Decoder in) throws IOException;
    }

    static void writeUid(UUID id, Encoder out) throws IOException {
        out.writeFixed(Uuids.toBytes(id));
    }

    static UUID readUid(Decoder in) throws IOException {
        byte[] bytes = new byte[Uuids.BYTES];
        in.readFixed(bytes);
        return Uuids.fromBytes(bytes, 0);
    }

    static <T> void writeOptional(Optional<T> value, Encoder out, Writer<? super T> writer)
            throws IOException {
        out.writeIndex(value.isPresent() ? 1 : 0);
        if (value.isPresent()) {
            writer.write(value.get(), out);
        }
    }

    static <T> Optional<T> readOptional(Decoder in, Reader<T> reader) throws IOException {
        return isPresent(in) ? Optional.of(reader.read(in)) : Optional.empty();
    }

    static void writeOptionalLong(OptionalLong value, Encoder out) throws IOException {
        out.writeIndex(value.isPresent() ? 1 : 0);
        if (value.isPresent()) {
            out.writeLong(value.getAsLong());
        }
    }

    static OptionalLong readOptionalLong(Decoder in) throws IOException {
        return isPresent(in) ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    }

    /// An optional field is a union of two branches; any other number is no such field.
    private static boolean isPresent(Decoder in) throws IOException {
        int branch = in.readIndex();
        if (branch != 0 && branch != 1) {
            throw new MalformedRecordException("branch " + branch + " of an optional field", null);
        }
        return branch == 1;
    }

    /// The constant at the written place. A place behind the last one stands for a constant of a
    /// newer release: the schemas' default symbol `OTHER` comes last.
    static <T extends Enum<T>> T readEnum(T[] constants, Decoder in) throws IOException {
        int place = in.readEnum();
        if (place == constants.length) {
            throw new NewerReleaseException(
                    "a "
                            + constants[0].getDeclaringClass().getSimpleName()
                            + " that this release does not know");
        }
        return constants[place];
    }

    static void writeString(String value, Encoder out) throws IOException {
        out.writeString(value);
    }

    static <T> void writeArray(Collection<T> values, Encoder out, Writer<? super T> writer)
            throws IOException {
        out.writeArrayStart();
        out.setItemCount(values.size());
        for (T value : values) {
            out.startItem();
            writer.write(value, out);
        }
        out.writeArrayEnd();
    }

    static <T> List<T> readArray(Decoder in, Reader<T> reader) throws IOException {
        List<T> values = new ArrayList<>();
        for (long left = in.readArrayStart(); left != 0; left = in.arrayNext()) {
            for (long i = 0; i < left; i++) {
                values.add(reader.read(in));
            }
        }
        return values;
    }

    static void writeMap(Map<String, String> map, Encoder out) throws IOException {
        out.writeMapStart();
        out.setItemCount(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.startItem();
            out.writeString(entry.getKey());
            out.writeString(entry.getValue());
        }
        out.writeMapEnd();
    }

    static SortedMap<String, String> readMap(Decoder in) throws IOException {
        SortedMap<String, String> map = new TreeMap<>();
        for (long left = in.readMapStart(); left != 0; left = in.mapNext()) {
            for (long i = 0; i < left; i++) {
                map.put(in.readString(), in.readString());
            }
        }
        return map;
    }

    static byte[] readBytes(Decoder in) throws IOException {
        ByteBuffer buffer = in.readBytes(null);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
