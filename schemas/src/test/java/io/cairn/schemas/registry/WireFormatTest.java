package io.cairn.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.schemas.event.NewerReleaseException;
import io.cairn.schemas.event.PartContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/// Which bytes are an event, which are none, and which are an event of a newer release.
class WireFormatTest {
    private static final int PREFIX_BYTES = 5;
    private static final int MUTANTS = 20_000;

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final WireFormat<Event> format =
            WireFormat.ofTopic("namespace", Coders.EVENT, registry);

    private static final class InMemoryRegistry implements SchemaRegistry {
        private final List<Schema> schemas = new ArrayList<>();

        @Override
        public int register(String subject, Schema schema, SubjectCompatibility compatibility) {
            schemas.add(schema);
            return schemas.size() - 1;
        }

        @Override
        public Optional<Schema> schema(int id) {
            return id < schemas.size() ? Optional.of(schemas.get(id)) : Optional.empty();
        }
    }

    private static Event event(EventBody body) {
        return new Event(
                new EventId(new UUID(1, 2)),
                17,
                "photos",
                Optional.of(new BucketId(new UUID(3, 4))),
                9,
                new Event.Origin("root", "r", "127.0.0.1"),
                body);
    }

    /// The schema of events with another list of kinds and one more field.
    private static Schema newer(List<Schema> kinds) {
        Schema now = Coders.EVENT.schema();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : now.getFields()) {
            fields.add(
                    field.name().equals("body")
                            ? new Schema.Field("body", Schema.createUnion(kinds), field.doc())
                            : new Schema.Field(field, field.schema()));
        }
        fields.add(new Schema.Field("note", Schema.create(Schema.Type.STRING), "new", ""));
        return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
    }

    private static List<Schema> kinds() {
        return new ArrayList<>(Coders.EVENT.schema().getField("body").schema().getTypes());
    }

    private static Schema laterKind() {
        return SchemaBuilder.record("LaterKind")
                .namespace("io.cairn.schemas.avro")
                .fields()
                .requiredString("what")
                .endRecord();
    }

    /// The event in the words of a newer schema, with another body if one is given.
    private byte[] written(Schema schema, Event event, Optional<GenericRecord> body)
            throws IOException {
        byte[] plain = Coders.EVENT.encode(event);
        GenericRecord now =
                new GenericDatumReader<GenericRecord>(Coders.EVENT.schema())
                        .read(null, DecoderFactory.get().binaryDecoder(plain, null));
        GenericRecord later = new GenericData.Record(schema);
        for (Schema.Field field : Coders.EVENT.schema().getFields()) {
            later.put(field.name(), now.get(field.name()));
        }
        later.put("note", "n");
        body.ifPresent(other -> later.put("body", other));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int id = registry.register("namespace-value", schema, SubjectCompatibility.FULL_TRANSITIVE);
        out.writeBytes(ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(later, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Test
    void event_ofThisRelease_isReadBack() {
        Event event = event(new EventBody.Fence(7));
        assertThat(format.deserialize(format.serialize(event))).isEqualTo(event);
    }

    @Test
    void event_ofANewerSchemaAndAKnownKind_isRead() throws IOException {
        List<Schema> kinds = kinds();
        kinds.add(laterKind());
        Event event = event(new EventBody.Fence(7));
        assertThat(format.deserialize(written(newer(kinds), event, Optional.empty())))
                .isEqualTo(event);
    }

    @Test
    void event_ofAnUnknownKind_isOfANewerRelease() throws IOException {
        List<Schema> kinds = kinds();
        kinds.add(laterKind());
        GenericRecord body = new GenericData.Record(laterKind());
        body.put("what", "w");
        byte[] bytes =
                written(newer(kinds), event(new EventBody.BucketDelete()), Optional.of(body));
        assertThatThrownBy(() -> format.deserialize(bytes))
                .isInstanceOf(NewerReleaseException.class);
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
        assertThatThrownBy(() -> format.deserialize(cut))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void event_ofASchemaThatTheRegistryLacks_isNotTakenForGarbage() {
        int known = registry.schemas.size();
        byte[] bytes = format.serialize(event(new EventBody.BucketDelete()));
        bytes[PREFIX_BYTES - 1] = (byte) known;
        assertThatThrownBy(() -> format.deserialize(bytes))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("schema " + known);
        registry.register(
                "namespace-value", Coders.EVENT.schema(), SubjectCompatibility.BACKWARD_TRANSITIVE);
        assertThat(format.deserialize(bytes)).isEqualTo(event(new EventBody.BucketDelete()));
    }

    /// How these bytes are judged, whichever id of the same schema they name.
    private String judged(byte[] bytes) {
        try {
            return format.deserialize(bytes).toString();
        } catch (MalformedRecordException e) {
            return "malformed";
        }
    }

    @Test
    void bytes_ofTheSameSchemaUnderAnotherId_areJudgedAlike() throws IOException {
        int same =
                registry.register(
                        "namespace-value",
                        Coders.EVENT.schema(),
                        SubjectCompatibility.BACKWARD_TRANSITIVE);
        Random random = new Random(4711);
        List<byte[]> events = goldenEvents();
        int malformed = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = events.get(random.nextInt(events.size())).clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                mutant[PREFIX_BYTES + random.nextInt(mutant.length - PREFIX_BYTES)] =
                        (byte) (random.nextBoolean() ? random.nextInt(32) : random.nextInt(256));
            }
            byte[] other = mutant.clone();
            other[PREFIX_BYTES - 1] = (byte) same;
            String own = judged(mutant);
            assertThat(judged(other))
                    .as("mutant %d: %s", i, HexFormat.of().formatHex(mutant))
                    .isEqualTo(own);
            malformed += own.equals("malformed") ? 1 : 0;
        }
        assertThat(malformed).isBetween(MUTANTS / 10, MUTANTS * 9 / 10);
    }

    private static List<byte[]> goldenEvents() throws IOException {
        List<byte[]> events = new ArrayList<>();
        for (String name :
                List.of(
                        "bucket-create",
                        "bucket-document-put",
                        "object-put",
                        "objects-delete",
                        "upload-create",
                        "upload-complete",
                        "part-put",
                        "shards-relocated")) {
            String resource = "/golden/event-" + name + "-1.hex";
            try (InputStream hex = WireFormatTest.class.getResourceAsStream(resource)) {
                String text =
                        new String(
                                Objects.requireNonNull(hex).readAllBytes(),
                                StandardCharsets.US_ASCII);
                byte[] event = HexFormat.of().parseHex(text.replaceAll("\\s", ""));
                events.add(
                        ByteBuffer.allocate(PREFIX_BYTES + event.length)
                                .put(PREFIX_BYTES, event)
                                .array());
            }
        }
        return events;
    }

    private static Event part(ChecksumAlgorithm algorithm) {
        Checksum checksum = new Checksum(algorithm, new byte[4], 0);
        return event(
                new EventBody.PartPut(
                        new ObjectKey("k"),
                        new UploadId(new UUID(5, 6)),
                        1,
                        new PartContent(1, "e", Optional.of(checksum))));
    }

    /// A reader takes symbols of a newer release for `OTHER`. Nobody writes it.
    @Test
    void event_withAnEnumsDefaultSymbol_isMalformedByEachWay() {
        byte[] bytes = format.serialize(part(ChecksumAlgorithm.CRC32));
        int symbol = Arrays.mismatch(bytes, format.serialize(part(ChecksumAlgorithm.CRC32C)));
        bytes[symbol] = (byte) (2 * ChecksumAlgorithm.values().length);
        assertThatThrownBy(() -> format.deserialize(bytes))
                .isInstanceOf(MalformedRecordException.class);

        int later =
                registry.register(
                        "namespace-value",
                        newer(kinds()),
                        SubjectCompatibility.BACKWARD_TRANSITIVE);
        byte[] withNote = Arrays.copyOf(bytes, bytes.length + 1);
        withNote[PREFIX_BYTES - 1] = (byte) later;
        assertThatThrownBy(() -> format.deserialize(withNote))
                .isInstanceOf(MalformedRecordException.class);
        withNote[symbol] = 0;
        assertThat(format.deserialize(withNote)).isEqualTo(part(ChecksumAlgorithm.CRC32));
    }

    @Test
    void bytes_thatAreNoEvent_areMalformed() {
        byte[] whole = format.serialize(event(new EventBody.BucketDelete()));
        int other =
                registry.register(
                        "other-value", Coders.PART.schema(), SubjectCompatibility.FULL_TRANSITIVE);
        byte[] ofOther = whole.clone();
        ofOther[PREFIX_BYTES - 1] = (byte) other;
        byte[] noPrefix = whole.clone();
        noPrefix[0] = 1;
        for (byte[] bytes :
                List.of(
                        new byte[0],
                        new byte[] {0, 0, 0},
                        ofOther,
                        noPrefix,
                        Arrays.copyOf(whole, whole.length - 1),
                        Arrays.copyOf(whole, whole.length + 1))) {
            assertThatThrownBy(() -> format.deserialize(bytes))
                    .isInstanceOf(MalformedRecordException.class);
        }
    }
}
