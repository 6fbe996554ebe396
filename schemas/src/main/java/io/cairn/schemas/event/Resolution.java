package io.cairn.schemas.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/// Turns bytes of one schema into bytes of another (Avro specification, "Schema Resolution"), more
/// strictly than Avro. Avro takes a union's branch that the reader does not know for the first one
/// of like shape: it would read any unknown kind of event as a kind that has no fields.
final class Resolution {
    private Resolution() {}

    /// The value that begins at `offset`, as `reader` has it. Throws [MalformedRecordException] if
    /// the bytes are not one value of `writer`, [NewerReleaseException] if `reader` cannot hold it.
    static byte[] toReader(byte[] bytes, int offset, Schema writer, Schema reader) {
        Object written =
                UntrustedBytes.read(
                        writer.getFullName(), () -> read(bytes, offset, writer, writer));
        requireKnown(written, writer, reader);
        try {
            return write(read(bytes, offset, writer, reader), reader);
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new NewerReleaseException(
                    "a "
                            + writer.getFullName()
                            + " that this release does not understand: "
                            + e.getMessage(),
                    e);
        }
    }

    /// Refuses a value that has a named type where the reader knows none of that name, and an
    /// enum's default symbol: a reader takes it for symbols that it does not know, and nobody
    /// writes it.
    private static void requireKnown(Object value, Schema writer, Schema reader) {
        if (writer.isUnion()) {
            int branch = GenericData.get().resolveUnion(writer, value);
            requireKnownBranch(value, writer.getTypes().get(branch), reader);
        } else if (writer.getType() == reader.getType()) {
            requireKnownInside(value, writer, reader);
        }
    }

    private static void requireKnownBranch(Object value, Schema writer, Schema reader) {
        Optional<Schema> known =
                (reader.isUnion() ? reader.getTypes() : List.of(reader))
                        .stream()
                                .filter(each -> each.getFullName().equals(writer.getFullName()))
                                .findFirst();
        if (known.isPresent()) {
            requireKnown(value, writer, known.get());
        } else if (writer.getType() == Schema.Type.RECORD) {
            throw new NewerReleaseException(
                    "a " + writer.getFullName() + ", which this release does not know");
        }
    }

    private static void requireKnownInside(Object value, Schema writer, Schema reader) {
        switch (writer.getType()) {
            case RECORD -> {
                for (Schema.Field field : writer.getFields()) {
                    Schema.Field same = reader.getField(field.name());
                    if (same != null) {
                        Object inside = ((IndexedRecord) value).get(field.pos());
                        requireKnown(inside, field.schema(), same.schema());
                    }
                }
            }
            case ARRAY ->
                    ((Collection<?>) value)
                            .forEach(each ->
                                    requireKnown(
                                            each,
                                            writer.getElementType(),
                                            reader.getElementType()));
            case MAP ->
                    ((Map<?, ?>) value)
                            .values()
                            .forEach(each ->
                                    requireKnown(
                                            each, writer.getValueType(), reader.getValueType()));
            case ENUM -> {
                if (value.toString().equals(writer.getEnumDefault())) {
                    throw new MalformedRecordException(
                            value + " written as a " + writer.getFullName(), null);
                }
            }
            case UNION, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private static Object read(byte[] bytes, int offset, Schema writer, Schema reader)
            throws IOException {
        BinaryDecoder in =
                DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
        Object value = new GenericDatumReader<>(writer, reader).read(null, in);
        if (!in.isEnd()) {
            throw new MalformedRecordException("bytes behind the record", null);
        }
        return value;
    }

    private static byte[] write(Object value, Schema schema) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
