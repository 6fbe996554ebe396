package io.cairn.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.cli.kafka.EmbeddedBroker;
import io.cairn.schemas.registry.SubjectCompatibility;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What callers of the registry may not do, said by bare requests as a browser or an attacker sends
/// them.
class RegistryLimitsTest {
    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final String STRING = "{\"schema\":\"\\\"string\\\"\"}";

    @TempDir private static Path directory;
    private static EmbeddedBroker broker;
    private static Admin admin;
    private static EmbeddedRegistry registry;
    private static RegistryServer server;

    @BeforeAll
    static void start() {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        broker =
                new EmbeddedBroker(
                        new BrokerConfig(directory, new UUID(1, 2), any, "cairn."),
                        new SecureRandom());
        broker.start(message -> {});
        admin = Admin.create(broker.connection().settings());
        broker.secure(admin);
        registry = new EmbeddedRegistry(broker.connection(), (short) 1, "cairn.");
        registry.start(admin);
        registry.register(
                "cairn.own-value",
                Schema.create(Schema.Type.LONG),
                SubjectCompatibility.FULL_TRANSITIVE);
        server = server(new RegistryAccess(Set.of("schemas.test"), RegistryAccess.Writers.LOCAL));
    }

    private static RegistryServer server(RegistryAccess access) {
        RegistryServer made =
                new RegistryServer(registry, new InetSocketAddress("127.0.0.1", 0), access);
        made.start();
        return made;
    }

    @AfterAll
    static void stop() {
        server.close();
        registry.close();
        admin.close();
        broker.close();
    }

    private record Answer(int status, JsonNode body) {
        int code() {
            return body.path("error_code").asInt();
        }
    }

    /// A request of which everything is written out.
    private static Answer send(RegistryServer to, String head, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String whole =
                    head
                            + "\r\nConnection: close\r\nContent-Length: "
                            + bytes.length
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.UTF_8));
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                new ObjectMapper().readTree(text.substring(end + 4)));
    }

    private static Answer call(String method, String path, String body) throws IOException {
        return send(
                server,
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON,
                body);
    }

    private static Answer register(String subject, String schema) throws IOException {
        return call("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    private static String body(String schema) {
        return new ObjectMapper().createObjectNode().put("schema", schema).toString();
    }

    private static String enumOf(int bytes) {
        return "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"],\"doc\":\"%s\"}"
                .formatted("d".repeat(bytes));
    }

    @Test
    void host_thatAPageCouldHaveChosen_isDenied() throws IOException {
        for (String host : List.of("evil.example", "evil.example:8081", "localhost.evil.example")) {
            assertThat(send(server, "GET /subjects HTTP/1.1\r\nHost: " + host, "").code())
                    .isEqualTo(40301);
        }
        for (String host : List.of("localhost:1", "127.0.0.1", "[::1]:80", "Schemas.Test:8081")) {
            assertThat(send(server, "GET /subjects HTTP/1.1\r\nHost: " + host, "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void write_asAFormOrAPageSendsIt_isRefused() throws IOException {
        String head = "POST /subjects/form/versions HTTP/1.1\r\nHost: localhost:8081";
        assertThat(send(server, head, STRING).status()).isEqualTo(415);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
            assertThat(send(server, head + "\r\nContent-Type: " + type, STRING).status())
                    .isEqualTo(415);
        }
        String json = head + "\r\nContent-Type: application/json; charset=utf-8";
        assertThat(send(server, json + "\r\nOrigin: http://evil.example", STRING).status())
                .isEqualTo(403);
        assertThat(send(server, json + "\r\nOrigin: http://localhost:8081", STRING).status())
                .isEqualTo(200);
    }

    @Test
    void write_whereNobodyMay_isDeniedAndReadingIsNot() throws IOException {
        register("readable", "\"string\"");
        RegistryAccess none = new RegistryAccess(Set.of(), RegistryAccess.Writers.NONE);
        try (RegistryServer readOnly = server(none)) {
            String rest = " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON;
            for (String write :
                    List.of(
                            "POST /subjects/x/versions",
                            "PUT /config/x",
                            "PUT /mode/x",
                            "DELETE /subjects/readable",
                            "DELETE /subjects/readable/versions/1")) {
                assertThat(send(readOnly, write + rest, STRING).code()).as(write).isEqualTo(40301);
            }
            assertThat(send(readOnly, "POST /subjects/readable" + rest, STRING).status())
                    .isEqualTo(200);
            String check = "POST /compatibility/subjects/readable/versions/latest";
            assertThat(send(readOnly, check + rest, STRING).status()).isEqualTo(200);
            assertThat(send(readOnly, "GET /subjects" + rest, "").status()).isEqualTo(200);
        }
    }

    @Test
    void settings_ofAllSubjectsAndOfTheServersOwn_areNotForCallers() throws IOException {
        for (String place :
                List.of("/config", "/mode", "/config/cairn.own-value", "/mode/cairn.new")) {
            assertThat(
                            call("PUT", place, "{\"compatibility\":\"NONE\",\"mode\":\"IMPORT\"}")
                                    .code())
                    .as(place)
                    .isEqualTo(42205);
            assertThat(call("DELETE", place, "").code()).as(place).isEqualTo(42205);
        }
        assertThat(register("cairn.new", "\"string\"").code()).isEqualTo(42205);
        assertThat(register("cairn.own-value", "\"string\"").code()).isEqualTo(42205);
    }

    @Test
    void schema_thatIsNone_isInvalid() throws IOException {
        for (String schema :
                List.of(
                        "\"Foo\"",
                        "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"f\",\"type\":\"B\"}]}",
                        "[\"null\",\"x.Missing\"]",
                        "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"order\":\"zz\"}]}",
                        "{\"type\":\"array\",\"items\":".repeat(5000),
                        "null",
                        "")) {
            Answer answer = register("invalid", schema);
            assertThat(answer.status()).as(schema).isEqualTo(422);
            assertThat(answer.code()).as(schema).isEqualTo(42201);
        }
    }

    @Test
    void schema_ofUpTo256KiB_isTakenAndNoLongerOne() throws IOException {
        assertThat(register("large", enumOf(250_000)).status()).isEqualTo(200);
        assertThat(register("larger", enumOf(300_000)).code()).isEqualTo(42209);
        assertThat(register("largest", enumOf(1_200_000)).code()).isEqualTo(42209);
    }

    @Test
    void union_ofVeryManyTypes_isTooLarge() throws IOException {
        String union =
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                "{\"type\":\"fixed\",\"name\":\"f%d\",\"size\":1}".formatted(i))
                        .collect(Collectors.joining(",", "[", "]"));
        assertThat(register("wide", union).code()).isEqualTo(42209);
    }

    @Test
    void bodies_thatStall_keepNoOtherFromBeingServed() throws IOException {
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 330; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                stalled.add(socket);
                String head =
                        "POST /subjects/stalled/versions HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/json\r\nContent-Length: "
                                + (i % 2 == 0 ? 1_048_576 : 250_000)
                                + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().write(new byte[200_000]);
            }
            assertThat(register("beside", "\"string\"").status()).isEqualTo(200);
            assertThat(call("GET", "/subjects", "").status()).isEqualTo(200);
        } finally {
            for (Socket each : stalled) {
                each.close();
            }
        }
    }

    @Test
    void registry_thatIsFull_refusesWhatIsNewAndServesWhatIsThere() {
        RegistryLimits given = RegistryLimits.DEFAULT;
        RegistryState now = registry.state();
        RegistryLimits limits =
                new RegistryLimits(
                        given.schemaBytesMax(),
                        given.shortBytesMax(),
                        given.longBodiesAtOnce(),
                        Math.toIntExact(now.foreignSubjects()) + 2,
                        2,
                        Math.toIntExact(now.foreignSettings()) + 1,
                        10,
                        given.textBytesMax(),
                        given.branchesMax(),
                        100_000,
                        given.writtenPeriod(),
                        given.bodyPatience());
        try (EmbeddedRegistry small =
                new EmbeddedRegistry(
                        broker.connection(), (short) 1, "cairn.", offset -> true, limits)) {
            small.start(admin);
            small.register("full-a", enumOf(10));
            small.register("full-b", enumOf(11));
            assertRefused(RegistryError.TOO_LARGE, () -> small.register("full-c", enumOf(12)));
            assertRefused(RegistryError.TOO_LARGE, () -> small.register("long-name-a", enumOf(1)));
            small.register("full-a", enumOf(13));
            assertRefused(RegistryError.TOO_LARGE, () -> small.register("full-a", enumOf(14)));
            assertThat(small.register("full-b", enumOf(11)).version()).isEqualTo(1);
            small.requireSetting("full-a");
            small.setMode("full-a", "READWRITE");
            assertRefused(RegistryError.TOO_LARGE, () -> small.requireSetting("full-b"));
            assertRefused(RegistryError.TOO_MANY, () -> small.register("full-b", enumOf(99_000)));
        }
    }

    private static void assertRefused(RegistryError error, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(RegistryFailure.class)
                .extracting(thrown -> ((RegistryFailure) thrown).error())
                .isEqualTo(error);
    }

    @Test
    void state_ofATopicThatExceedsTheLimits_isServedWithoutTheRest() {
        RegistryState state = new RegistryState("cairn.", RegistryLimits.DEFAULT);
        for (int i = 1; i <= 318; i++) {
            String text = "\"" + i + "x".repeat(1_000_000) + "\"";
            state.put(new SubjectVersion("s" + i, 1, i, text, false));
        }
        String own = "\"own" + "x".repeat(1_000_000) + "\"";
        state.put(new SubjectVersion("cairn.own", 1, 1000, own, false));

        assertThat(state.schema(1)).isPresent();
        assertThat(state.schema(318)).isEmpty();
        assertThat(state.schema(1000)).contains(own);
        assertThat(state.withheld()).isEqualTo(302);
        assertThat(state.idMax()).isEqualTo(1000);
        assertThat(state.versions("s318", false)).hasSize(1);
        state.remove("s1", 1);
        assertThat(state.schema(1)).isEmpty();
    }
}
