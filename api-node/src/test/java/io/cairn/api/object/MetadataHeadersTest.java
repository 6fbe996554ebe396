package io.cairn.api.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.FakeRequest;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Limits;
import io.cairn.schemas.event.ObjectMetadata;
import org.junit.jupiter.api.Test;

final class MetadataHeadersTest {
    private static ObjectMetadata of(String... lines) {
        return MetadataHeaders.of(FakeRequest.of("PUT", "/b/k", lines), Limits.DEFAULT);
    }

    @Test
    void encoding_losesOnlyTheFraming() {
        assertThat(of("Content-Encoding: aws-chunked").headers()).isEmpty();
        assertThat(of("Content-Encoding: aws-chunked,gzip").headers())
                .containsEntry("content-encoding", "gzip");
        assertThat(of("Content-Encoding: gzip, aws-chunked").headers())
                .containsEntry("content-encoding", "gzip");
        assertThat(of("Content-Encoding: gzip, br").headers())
                .containsEntry("content-encoding", "gzip, br");
    }

    @Test
    void value_withSpacesInARow_isKeptAsItIs() {
        assertThat(of("x-amz-meta-a: b  c", "x-amz-meta-t: b\t\tc").user())
                .containsEntry("a", "b  c")
                .containsEntry("t", "b\t\tc");
        assertThat(of("Content-Disposition: attachment; filename=\"x  y\"").headers())
                .containsEntry("content-disposition", "attachment; filename=\"x  y\"");
    }

    @Test
    void value_withControlCharacters_isInvalidArgument() {
        assertThatThrownBy(() -> of("x-amz-meta-a: b\u0001c")).isInstanceOf(S3Exception.class);
        assertThatThrownBy(() -> of("Content-Type: a\u0000b")).isInstanceOf(S3Exception.class);
    }

    @Test
    void user_metadata_hasLowerCaseNames() {
        assertThat(of("X-Amz-Meta-Color: Blue", "x-amz-meta-empty:", "X-Other: y").user())
                .containsEntry("color", "Blue")
                .containsEntry("empty", "")
                .hasSize(2);
    }
}
