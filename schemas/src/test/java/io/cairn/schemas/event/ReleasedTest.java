package io.cairn.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.event.Samples.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Schemas that were released stay what they were, and what was written with them is read for ever.
///
/// A change of `cairn.avdl` fails here. It becomes a new release: the text of the schema goes to
/// `released/<record>-<n+1>.avsc`, the number here and in [Rows] goes up by one, the golden bytes
/// of release n stay, and new ones are added.
class ReleasedTest {
    /// A record, its newest release, and whether readers of an older release must go on reading.
    private record Released(Coder<?> coder, int newest, boolean forward) {
        @Override
        public String toString() {
            return coder.schema().getName();
        }
    }

    /// An old node must stop at a new kind of event, so events need not be read by old schemas.
    /// Rows are read by their own store only.
    static Stream<Released> released() {
        return Stream.of(
                new Released(Coders.EVENT, 1, false),
                new Released(Coders.CHANGE, 1, true),
                new Released(Coders.BUCKET, 1, true),
                new Released(Coders.RECLAIM, 1, true),
                new Released(Coders.DAMAGE, 1, true),
                new Released(Coders.VERSION, 1, false),
                new Released(Coders.PART, 1, false),
                new Released(Coders.UPLOAD, 1, false),
                new Released(Coders.OUTCOME, 1, false));
    }

    @ParameterizedTest
    @MethodSource("released")
    void schema_ofTheNewestRelease_isTheOneOfTheCode(Released released) {
        assertThat(released.coder.schema().toString())
                .isEqualTo(RowFormat.released(released.coder, released.newest).toString());
    }

    @ParameterizedTest
    @MethodSource("released")
    void schemas_ofAllReleases_areReadByTheCode(Released released) {
        Schema now = released.coder.schema();
        for (int release = 1; release <= released.newest; release++) {
            Schema then = RowFormat.released(released.coder, release);
            assertReads(now, then);
            if (released.forward) {
                assertReads(then, now);
            }
        }
    }

    private static void assertReads(Schema reader, Schema writer) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    static Stream<Arguments> golden() {
        return Samples.all().map(sample -> Arguments.of(sample.name(), sample));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    <T> void bytes_ofEachRelease_areWrittenAndRead(String name, Sample<T> sample)
            throws IOException {
        byte[] written = sample.coder().encode(sample.value());
        int newest = newest(sample);
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(golden(name, newest));
        for (RowFormat<?> row : rowsOf(sample)) {
            byte[] bytes = encode(row, sample.value());
            assertThat(bytes[0]).as("newest format in Rows").isEqualTo((byte) newest);
            assertThat(Arrays.copyOfRange(bytes, 1, bytes.length)).isEqualTo(written);
        }
        for (int release = 1; release <= newest; release++) {
            byte[] bytes = HexFormat.of().parseHex(golden(name, release));
            Schema writer = RowFormat.released(sample.coder(), release);
            assertThat(sample.coder().decode(bytes, 0, writer)).isEqualTo(sample.value());
        }
    }

    private static List<RowFormat<?>> rowsOf(Sample<?> sample) {
        return Stream.<RowFormat<?>>of(
                        Rows.VERSION, Rows.PART, Rows.UPLOAD, Rows.BUCKET, Rows.OUTCOME)
                .filter(row -> row.coder().equals(sample.coder()))
                .toList();
    }

    @SuppressWarnings("unchecked") // The row's coder is the sample's.
    private static <T> byte[] encode(RowFormat<T> row, Object value) {
        return row.encode((T) value);
    }

    @Test
    void rows_areComparedWithGoldenBytes() {
        assertThat(Samples.all().filter(sample -> !rowsOf(sample).isEmpty()).map(Sample::name))
                .containsExactlyInAnyOrder(
                        "object-version",
                        "part",
                        "upload",
                        "bucket",
                        "outcome-accepted",
                        "outcome-rejected");
    }

    static Stream<Arguments> enums() {
        return Stream.of(
                Arguments.of(
                        ChecksumAlgorithm.class, io.cairn.schemas.avro.ChecksumAlgorithm.class),
                Arguments.of(RetentionMode.class, io.cairn.schemas.avro.RetentionMode.class),
                Arguments.of(Versioning.class, io.cairn.schemas.avro.Versioning.class),
                Arguments.of(ChangeKind.class, io.cairn.schemas.avro.ChangeKind.class));
    }

    /// The coders write ordinals, and take the place behind the last constant for `OTHER`. So a new
    /// symbol goes right before it.
    @ParameterizedTest
    @MethodSource("enums")
    void symbols_areTheConstantsInOrderAndThenOther(
            Class<? extends Enum<?>> ours, Class<? extends Enum<?>> avro) {
        List<String> names = new ArrayList<>();
        Stream.of(ours.getEnumConstants()).map(Enum::name).forEach(names::add);
        names.add("OTHER");
        assertThat(avro.getEnumConstants()).extracting(Enum::name).isEqualTo(names);
    }

    private static int newest(Sample<?> sample) {
        return released()
                .filter(each -> each.coder.equals(sample.coder()))
                .findFirst()
                .orElseThrow()
                .newest;
    }

    private static String golden(String name, int release) throws IOException {
        String resource = "/golden/%s-%d.hex".formatted(name, release);
        try (InputStream hex = ReleasedTest.class.getResourceAsStream(resource)) {
            assertThat(hex).as(resource).isNotNull();
            return new String(hex.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }

    /// A start finds where the fold left off without asking for schemas.
    @Test
    void head_ofAChangeOfAnyRelease_isReadWithoutItsSchema() throws IOException {
        Sample<?> sample =
                Samples.all()
                        .filter(each -> each.name().equals("change"))
                        .findFirst()
                        .orElseThrow();
        int newest = newest(sample);
        for (int release = 1; release <= newest; release++) {
            byte[] bytes = HexFormat.of().parseHex(golden("change", release));
            Change.Head head = Change.headIn(bytes, 0);
            assertThat(head.position()).isEqualTo(1L << 40);
            byte[] event = HexFormat.of().parseHex(golden("event-fence", release));
            assertThat(head.eventId()).isEqualTo(Event.idIn(event, 0));
        }
        assertThatThrownBy(() -> Change.headIn(new byte[3], 0))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void golden_ofEventKinds_coverTheWholeUnion() {
        Set<Integer> kinds = new TreeSet<>();
        Samples.all()
                .map(Sample::value)
                .filter(Event.class::isInstance)
                .map(Event.class::cast)
                .forEach(event -> kinds.add(kindOf(event)));
        int width = Coders.EVENT.schema().getField("body").schema().getTypes().size();
        assertThat(kinds).containsExactlyElementsOf(IntStream.range(0, width).boxed().toList());
    }

    private static int kindOf(Event event) {
        List<Schema> kinds = Coders.EVENT.schema().getField("body").schema().getTypes();
        return IntStream.range(0, kinds.size())
                .filter(i -> kinds.get(i).getName().equals(event.body().getClass().getSimpleName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void row_ofANewerFormat_isRefusedAndNotTakenForDamage() {
        byte[] row = Rows.PART.encode(part());
        row[0] = 2;
        assertThatThrownBy(() -> Rows.PART.decode(row)).isInstanceOf(NewerReleaseException.class);
        row[0] = 0;
        assertThatThrownBy(() -> Rows.PART.decode(row))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> Rows.PART.decode(new byte[0]))
                .isInstanceOf(MalformedRecordException.class);
    }

    /// Format 1 lacked a field, as if this release had added it.
    @Test
    void row_ofAnOlderFormat_isReadWithTheDefaultOfANewField() {
        Schema now = Coders.PART.schema();
        Schema then =
                Schema.createRecord(
                        now.getName(),
                        now.getDoc(),
                        now.getNamespace(),
                        false,
                        now.getFields().stream()
                                .filter(field -> !field.name().equals("blob"))
                                .map(field -> new Schema.Field(field, field.schema()))
                                .toList());
        byte[] full = Rows.PART.encode(part());
        byte[] old = Arrays.copyOf(full, full.length - 1);
        RowFormat<Part> next = new RowFormat<>(Coders.PART, 2, format -> then);

        assertThat(next.decode(old)).isEqualTo(part());
        assertThat(next.decode(next.encode(part()))).isEqualTo(part());
        assertThat(next.encode(part())[0]).isEqualTo((byte) 2);
    }

    private static Part part() {
        return new Part(3, new PartContent(7, "e", Optional.empty()), 9, 1, 2, Optional.empty());
    }
}
