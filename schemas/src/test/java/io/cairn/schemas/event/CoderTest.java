package io.cairn.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The hand-written coders write exactly what Avro itself writes for the schema, and read it back.
class CoderTest {
    static Stream<Arguments> values() {
        return Samples.all().map(sample -> Arguments.of(sample.coder(), sample.value()));
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void encode_ofAnyValue_isWhatAvroWritesAndReadsBack(Coder<T> coder, T value)
            throws IOException {
        byte[] bytes = coder.encode(value);

        Object generic =
                new GenericDatumReader<>(coder.schema())
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(again, null);
        new GenericDatumWriter<>(coder.schema()).write(generic, encoder);
        encoder.flush();

        assertThat(again.size()).isEqualTo(bytes.length);
        assertThat(coder.decode(again.toByteArray())).isEqualTo(value);
        assertThat(coder.decode(bytes)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void decode_ofCutOrPaddedBytes_throwsMalformed(Coder<T> coder, T value) {
        byte[] bytes = coder.encode(value);
        assertThatThrownBy(() -> coder.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> coder.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedRecordException.class);
    }
}
