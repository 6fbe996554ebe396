package io.cairn.api.object;

import static io.cairn.api.object.ReadConditions.Result.FAILED;
import static io.cairn.api.object.ReadConditions.Result.NOT_MODIFIED;
import static io.cairn.api.object.ReadConditions.Result.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.VersionStamp;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The precedence of RFC 9110, section 13.2.2, and ranges.
final class ReadConditionsTest {
    private static final long MODIFIED = 1_000_500;
    private static final OptionalLong NEVER = OptionalLong.empty();
    private static final OptionalLong SAME = OptionalLong.of(1_000_000);
    private static final OptionalLong EARLIER = OptionalLong.of(999_000);
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> MATCH = Optional.of("\"other\", \"tag\"");
    private static final Optional<String> OTHER = Optional.of("\"other\"");

    private static ReadConditions.Result check(
            Optional<String> match, Optional<String> none, OptionalLong since, OptionalLong until) {
        ObjectVersion version =
                new ObjectVersion(
                        new ObjectKey("k"),
                        new VersionStamp(0, Optional.empty(), false, MODIFIED, "root"),
                        ObjectContent.of(10, "tag", Optional.empty()),
                        ObjectMetadata.EMPTY,
                        ObjectAttributes.NONE,
                        ContentLocation.of(Optional.empty()));
        return new ReadConditions(match, none, since, until).check(version);
    }

    @Test
    void conditions_alone_decide() {
        assertThat(check(NONE, NONE, NEVER, NEVER)).isEqualTo(READ);
        assertThat(check(MATCH, NONE, NEVER, NEVER)).isEqualTo(READ);
        assertThat(check(OTHER, NONE, NEVER, NEVER)).isEqualTo(FAILED);
        assertThat(check(NONE, MATCH, NEVER, NEVER)).isEqualTo(NOT_MODIFIED);
        assertThat(check(NONE, OTHER, NEVER, NEVER)).isEqualTo(READ);
        assertThat(check(NONE, NONE, SAME, NEVER)).isEqualTo(NOT_MODIFIED);
        assertThat(check(NONE, NONE, EARLIER, NEVER)).isEqualTo(READ);
        assertThat(check(NONE, NONE, NEVER, SAME)).isEqualTo(READ);
        assertThat(check(NONE, NONE, NEVER, EARLIER)).isEqualTo(FAILED);
        assertThat(check(Optional.of("*"), NONE, NEVER, NEVER)).isEqualTo(READ);
        assertThat(check(Optional.of("tag"), NONE, NEVER, NEVER)).isEqualTo(READ);
        assertThat(check(Optional.of("W/\"tag\""), NONE, NEVER, NEVER)).isEqualTo(READ);
    }

    @Test
    void tags_comeBeforeTimes() {
        assertThat(check(MATCH, NONE, NEVER, EARLIER)).isEqualTo(READ);
        assertThat(check(NONE, OTHER, SAME, NEVER)).isEqualTo(READ);
        assertThat(check(NONE, MATCH, EARLIER, NEVER)).isEqualTo(NOT_MODIFIED);
        assertThat(check(OTHER, MATCH, NEVER, NEVER)).isEqualTo(FAILED);
        assertThat(check(MATCH, MATCH, NEVER, EARLIER)).isEqualTo(NOT_MODIFIED);
    }

    @Test
    void range_selectsWhatItNames() {
        assertThat(ByteRange.select("bytes=0-0", 10)).contains(new Selection(0, 1, true));
        assertThat(ByteRange.select("bytes=3-", 10)).contains(new Selection(3, 7, true));
        assertThat(ByteRange.select("bytes=-4", 10)).contains(new Selection(6, 4, true));
        assertThat(ByteRange.select("bytes=-40", 10)).contains(new Selection(0, 10, true));
        assertThat(ByteRange.select("bytes=8-999999999999", 10))
                .contains(new Selection(8, 2, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=8-9223372036854775806",
                "bytes=8-9223372036854775807",
                "bytes=8-9223372036854775808",
                "bytes=8-99999999999999999999999999",
                "bytes=0000000000000000000000008-9",
                "bytes=8-000000000000000000000000000009",
                "Bytes=8-",
                "BYTES=-2",
                "bytes=-00000000000000000000000002"
            })
    void range_ofManyDigits_isClamped(String header) {
        assertThat(ByteRange.select(header, 10)).contains(new Selection(8, 2, true));
    }

    @Test
    void range_ofASuffixOfManyDigits_isAll() {
        assertThat(ByteRange.select("bytes=-99999999999999999999", 10))
                .contains(new Selection(0, 10, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=1-2,4-5",
                "bytes=5-2",
                "chars=1-2",
                "bytes=1-2-3",
                "bytes=+1-2",
                "bytes=99999999999999999999-2"
            })
    void range_thatIsNone_isIgnored(String header) {
        assertThat(ByteRange.select(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=10-",
                "bytes=10-11",
                "bytes=-0",
                "bytes=-00000000000000000000",
                "bytes=99999999999999999999-",
                "bytes=9223372036854775807-9223372036854775807",
                "bytes=99999999999999999998-99999999999999999999"
            })
    void range_outside_isInvalidRange(String header) {
        assertThatThrownBy(() -> ByteRange.select(header, 10)).isInstanceOf(S3Exception.class);
    }

    @Test
    void range_ofEmptyObject_isInvalidRange() {
        assertThatThrownBy(() -> ByteRange.select("bytes=0-", 0)).isInstanceOf(S3Exception.class);
        assertThatThrownBy(() -> ByteRange.select("bytes=-5", 0)).isInstanceOf(S3Exception.class);
        assertThatThrownBy(() -> ByteRange.select("bytes=0-99999999999999999999", 0))
                .isInstanceOf(S3Exception.class);
        assertThatThrownBy(() -> ByteRange.select("bytes=-99999999999999999999", 0))
                .isInstanceOf(S3Exception.class);
    }
}
