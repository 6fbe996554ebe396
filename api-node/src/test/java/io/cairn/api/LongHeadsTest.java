package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Requests whose heads are longer than S3 allows are told so in S3's words.
class LongHeadsTest {
    private final NodeFixture node = new NodeFixture();

    @AfterEach
    void close() {
        node.close();
    }

    static Stream<Map<String, String>> metadata() {
        return Stream.of(
                IntStream.range(0, 250)
                        .boxed()
                        .collect(Collectors.toMap(i -> "name-" + i, i -> "value-" + i)),
                Map.of("name", "x".repeat(20_000)));
    }

    @ParameterizedTest
    @MethodSource("metadata")
    void put_withFarTooMuchMetadata_isMetadataTooLarge(Map<String, String> metadata) {
        node.s3().createBucket(b -> b.bucket("bucket"));
        assertThatThrownBy(() ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket("bucket").key("k").metadata(metadata),
                                        RequestBody.fromString("v")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        failure -> {
                            assertThat(failure.awsErrorDetails().errorCode())
                                    .isEqualTo("MetadataTooLarge");
                            assertThat(failure.requestId()).isNotEmpty();
                        });
    }

    @Test
    void get_withVeryManyParameters_isAnsweredWithADocument() throws Exception {
        URI uri = URI.create(node.endpoint() + "/bucket/k?" + "x=y&".repeat(100));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).contains("<Code>AccessDenied</Code>", "<RequestId>");
        }
    }
}
