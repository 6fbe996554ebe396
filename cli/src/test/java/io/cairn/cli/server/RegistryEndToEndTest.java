package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecord;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecordBuilder;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// The embedded registry, asked by Confluent's own classes and by plain HTTP.
class RegistryEndToEndTest {
    private static final String CHANGES = "cairn.changes";
    private static final String ONE_FIELD =
            "{\"type\":\"record\",\"name\":\"Stone\",\"fields\":"
                    + "[{\"name\":\"weight\",\"type\":\"long\"}]}";
    private static final String WITH_DEFAULT =
            "{\"type\":\"record\",\"name\":\"Stone\",\"fields\":"
                    + "[{\"name\":\"weight\",\"type\":\"long\"},"
                    + "{\"name\":\"colour\",\"type\":\"string\",\"default\":\"grey\"}]}";
    private static final String OTHER_TYPE =
            "{\"type\":\"record\",\"name\":\"Stone\",\"fields\":"
                    + "[{\"name\":\"weight\",\"type\":\"string\"}]}";

    @TempDir static Path directory;

    private static LiveServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = new LiveServer(directory);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    private record Answer(int status, JsonNode body) {
        int errorCode() {
            return body.path("error_code").asInt();
        }
    }

    private static Answer call(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.registry() + path))
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
    }

    private static Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, "");
    }

    private static String body(String schema) {
        return new ObjectMapper().createObjectNode().put("schema", schema).toString();
    }

    private static Answer register(String subject, String schema)
            throws IOException, InterruptedException {
        return call("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    @Test
    void confluentDeserializer_ofChanges_readsEveryRecord() {
        server.s3().createBucket(b -> b.bucket("interop"));
        server.s3()
                .putObject(
                        p -> p.bucket("interop").key("a stone"), RequestBody.fromString("stone"));
        TopicReader reader = new TopicReader(server.kafka());
        try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            deserializer.configure(Map.of("schema.registry.url", server.registry()), false);
            assertThat(LiveServer.await(() -> reader.all(CHANGES).size() >= 2)).isTrue();
            List<GenericRecord> changes =
                    reader.all(CHANGES).stream()
                            .map(ConsumerRecord::value)
                            .map(value -> (GenericRecord) deserializer.deserialize(CHANGES, value))
                            .toList();
            assertThat(changes)
                    .filteredOn(change -> change.get("key").toString().equals("a stone"))
                    .singleElement()
                    .satisfies(change -> {
                        assertThat(change.get("kind")).hasToString("OBJECT_PUT");
                        assertThat(change.get("bucket")).hasToString("interop");
                    });
        }
    }

    @Test
    void confluentSerializer_ofAForeignSchema_registersAndReadsBack() {
        Map<String, Object> settings =
                Map.of("schema.registry.url", server.registry(), "auto.register.schemas", true);
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
                KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            serializer.configure(settings, false);
            deserializer.configure(settings, false);
            GenericRecord stone =
                    new GenericRecordBuilder(new Schema.Parser().parse(ONE_FIELD))
                            .set("weight", 42L)
                            .build();
            byte[] bytes = serializer.serialize("stones", stone);
            assertThat(deserializer.deserialize("stones", bytes)).isEqualTo(stone);

            GenericRecord other =
                    new GenericRecordBuilder(new Schema.Parser().parse(OTHER_TYPE))
                            .set("weight", "heavy")
                            .build();
            assertThatThrownBy(() -> serializer.serialize("stones", other))
                    .isInstanceOf(SerializationException.class)
                    .rootCause()
                    .hasMessageContaining("409");
        }
    }

    @Test
    void unknownNames_areAnsweredWithConfluentsCodes() throws Exception {
        register("known", ONE_FIELD);
        assertThat(get("/subjects/nobody/versions"))
                .satisfies(a -> assertThat(a.status()).isEqualTo(404))
                .satisfies(a -> assertThat(a.errorCode()).isEqualTo(40401));
        assertThat(get("/subjects/known/versions/9").errorCode()).isEqualTo(40402);
        assertThat(get("/schemas/ids/99999").errorCode()).isEqualTo(40403);
        assertThat(call("POST", "/subjects/known", body(OTHER_TYPE)).errorCode()).isEqualTo(40403);
        assertThat(get("/subjects/known/versions/zero").errorCode()).isEqualTo(42202);
        assertThat(register("known", "{").errorCode()).isEqualTo(42201);
        assertThat(get("/config/known").errorCode()).isEqualTo(40408);
    }

    @Test
    void register_ofVersions_keepsIdsAndRefusesWhatIsIncompatible() throws Exception {
        Answer first = register("evolving", ONE_FIELD);
        assertThat(first.status()).isEqualTo(200);
        int id = first.body().path("id").asInt();
        assertThat(register("evolving", ONE_FIELD).body().path("id").asInt()).isEqualTo(id);
        assertThat(register("twin", ONE_FIELD).body().path("id").asInt()).isEqualTo(id);
        assertThat(register("evolving", WITH_DEFAULT).status()).isEqualTo(200);
        Answer refused = register("evolving", OTHER_TYPE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo(40901);

        assertThat(get("/subjects/evolving/versions").body().toString()).isEqualTo("[1,2]");
        assertThat(get("/subjects/evolving/versions/latest").body().path("version").asInt())
                .isEqualTo(2);
        assertThat(call("POST", "/subjects/evolving", body(ONE_FIELD)).body().path("version"))
                .hasToString("1");
        assertThat(get("/schemas/ids/" + id).body().path("schema").asText()).contains("Stone");
        assertThat(get("/subjects").body().toString()).contains("\"evolving\"", "\"twin\"");
    }

    @Test
    void compatibilityCheck_followsTheSubjectsLevel() throws Exception {
        register("checked", ONE_FIELD);
        String place = "/compatibility/subjects/checked/versions/latest";
        assertThat(call("POST", place, body(WITH_DEFAULT)).body().path("is_compatible").asBoolean())
                .isTrue();
        assertThat(call("POST", place, body(OTHER_TYPE)).body().path("is_compatible").asBoolean())
                .isFalse();
        assertThat(
                        call("PUT", "/config/checked", "{\"compatibility\":\"NONE\"}")
                                .body()
                                .path("compatibility")
                                .asText())
                .isEqualTo("NONE");
        assertThat(get("/config/checked").body().path("compatibilityLevel").asText())
                .isEqualTo("NONE");
        assertThat(register("checked", OTHER_TYPE).status()).isEqualTo(200);
        assertThat(get("/config").body().path("compatibilityLevel").asText()).isEqualTo("BACKWARD");
        assertThat(get("/config/cairn.namespace-value").body().path("compatibilityLevel").asText())
                .isEqualTo("BACKWARD_TRANSITIVE");
        assertThat(get("/config/cairn.changes-value").body().path("compatibilityLevel").asText())
                .isEqualTo("FULL_TRANSITIVE");
    }

    @Test
    void delete_isSoftFirstThenPermanent() throws Exception {
        register("leaving", ONE_FIELD);
        assertThat(call("DELETE", "/subjects/leaving?permanent=true", "").errorCode())
                .isEqualTo(40405);
        assertThat(call("DELETE", "/subjects/leaving", "").body().toString()).isEqualTo("[1]");
        assertThat(get("/subjects/leaving/versions").errorCode()).isEqualTo(40401);
        assertThat(get("/subjects/leaving/versions?deleted=true").body().toString())
                .isEqualTo("[1]");
        assertThat(call("DELETE", "/subjects/leaving?permanent=true", "").body().toString())
                .isEqualTo("[1]");
        assertThat(get("/subjects/leaving/versions?deleted=true").errorCode()).isEqualTo(40401);
    }

    @Test
    void restart_keepsSchemasAndIds() throws Exception {
        int id = register("lasting", ONE_FIELD).body().path("id").asInt();
        server.close();
        server = new LiveServer(directory);
        assertThat(register("lasting", ONE_FIELD).body().path("id").asInt()).isEqualTo(id);
        assertThat(get("/subjects/lasting/versions").body().toString()).isEqualTo("[1]");
    }

    @Test
    void listings_comeInPages() throws Exception {
        for (String subject : List.of("paged-a", "paged-b", "paged-c")) {
            register(subject, ONE_FIELD);
        }
        int id = register("paged-b", WITH_DEFAULT).body().path("id").asInt();
        String of = "?subjectPrefix=paged-";
        assertThat(get("/subjects" + of + "&limit=2").body().toString())
                .isEqualTo("[\"paged-a\",\"paged-b\"]");
        assertThat(get("/subjects" + of + "&offset=1&limit=-1").body().toString())
                .isEqualTo("[\"paged-b\",\"paged-c\"]");
        assertThat(get("/subjects/paged-b/versions?offset=1").body().toString()).isEqualTo("[2]");
        assertThat(get("/schemas" + of).body()).hasSize(4);
        assertThat(get("/schemas" + of + "&offset=1&limit=1").body().path(0).path("subject"))
                .hasToString("\"paged-b\"");
        JsonNode latest = get("/schemas" + of + "&latestOnly=true").body();
        assertThat(latest).hasSize(3);
        assertThat(latest.path(1).path("version").asInt()).isEqualTo(2);
        assertThat(latest.path(1).path("id").asInt()).isEqualTo(id);
        assertThat(latest.path(1).path("schema").asText()).contains("Stone");
        assertThat(get("/schemas/ids/" + id + "/subjects?limit=0").body()).isEmpty();
        assertThat(get("/schemas/ids/" + id + "/versions").body().toString())
                .contains("{\"subject\":\"paged-b\",\"version\":2}");
    }

    @Test
    void endpoints_thatToolsAskFor_answer() throws Exception {
        register("tools", ONE_FIELD);
        assertThat(get("/").body().toString()).isEqualTo("{}");
        assertThat(get("/schemas/types").body().toString()).isEqualTo("[\"AVRO\"]");
        assertThat(get("/subjects/tools/versions/1/referencedby").body().toString())
                .isEqualTo("[]");
        assertThat(get("/subjects/tools/versions/7/referencedby").errorCode()).isEqualTo(40402);
        HttpResponse<String> head =
                http.send(
                        HttpRequest.newBuilder(URI.create(server.registry() + "/"))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void compatibilityCheck_thatIsVerbose_saysWhy() throws Exception {
        register("explained", ONE_FIELD);
        String place = "/compatibility/subjects/explained/versions/latest";
        Answer refused = call("POST", place + "?verbose=true", body(OTHER_TYPE));
        assertThat(refused.body().path("is_compatible").asBoolean()).isFalse();
        assertThat(refused.body().path("messages")).hasSize(1);
        assertThat(call("POST", place + "?verbose=true", body(ONE_FIELD)).body().path("messages"))
                .isEmpty();
        assertThat(call("POST", place, body(OTHER_TYPE)).body().has("messages")).isFalse();
        String all = "/compatibility/subjects/explained/versions?verbose=true";
        assertThat(call("POST", all, body(OTHER_TYPE)).body().path("messages")).hasSize(1);
    }

    @Test
    void outsiders_whoTouchTheServersOwnSubjects_areRefused()
            throws IOException, InterruptedException {
        String own = "cairn.namespace-value";
        assertThat(call("DELETE", "/subjects/" + own, "").errorCode()).isEqualTo(42205);
        assertThat(register(own, "{\"type\":\"string\"}").errorCode()).isEqualTo(42205);
        assertThat(call("PUT", "/config/" + own, "{\"compatibility\":\"NONE\"}").errorCode())
                .isEqualTo(42205);
        assertThat(get("/subjects/" + own + "/versions/latest").status()).isEqualTo(200);
    }
}
