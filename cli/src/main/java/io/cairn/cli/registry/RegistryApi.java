package io.cairn.cli.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/// The REST API of the Confluent Schema Registry over an [EmbeddedRegistry]: what serializers,
/// deserializers and tools use.
final class RegistryApi {
    /// A name or a number stands behind these words.
    private static final Set<String> BEFORE_NAMES =
            Set.of("subjects", "versions", "ids", "config", "mode");

    /// POST /subjects/{subject}/versions; other calls with POST only ask.
    private static final int REGISTER_SEGMENTS = 3;

    private final EmbeddedRegistry registry;
    private final RegistrySettings settings;
    private final RegistryListings listings;
    private final ObjectMapper json = new ObjectMapper();

    RegistryApi(EmbeddedRegistry registry) {
        this.registry = registry;
        this.settings = new RegistrySettings(registry, json);
        this.listings = new RegistryListings(registry, json);
    }

    /// One call: the path in decoded segments, the query decoded, the body as text.
    record Call(String method, List<String> path, Map<String, String> query, String body) {
        Call {
            path = List.copyOf(path);
            query = Map.copyOf(query);
        }

        /// Reads a raw path and query.
        static Call of(String method, String rawPath, String rawQuery, String body) {
            List<String> segments =
                    Arrays.stream(rawPath.split("/"))
                            .filter(each -> !each.isEmpty())
                            .map(each -> decode(each.replace("+", "%2B")))
                            .toList();
            Map<String, String> query = new HashMap<>();
            for (String pair : rawQuery.split("&")) {
                int equals = pair.indexOf('=');
                if (!pair.isEmpty()) {
                    query.put(
                            decode(equals < 0 ? pair : pair.substring(0, equals)),
                            equals < 0 ? "true" : decode(pair.substring(equals + 1)));
                }
            }
            return new Call(method, segments, query, body);
        }

        private static String decode(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new RegistryFailure(
                        RegistryError.MALFORMED, "The path or query is not encoded rightly");
            }
        }

        boolean flag(String name) {
            return Boolean.parseBoolean(query.getOrDefault(name, "false"));
        }

        /// A number of the query; `otherwise` if it is not there or none.
        int number(String name, int otherwise) {
            try {
                return Integer.parseInt(query.getOrDefault(name, ""));
            } catch (NumberFormatException e) {
                return otherwise;
            }
        }

        String segment(int index) {
            return path.get(index);
        }

        /// The body as JSON. Throws [RegistryFailure] if it is none.
        JsonNode json(ObjectMapper reader) {
            try {
                return reader.readTree(body);
            } catch (JsonProcessingException e) {
                throw new RegistryFailure(RegistryError.MALFORMED, "The body is no JSON");
            }
        }
    }

    /// Whether the call changes something, if it is one at all.
    static boolean writes(Call call) {
        return switch (call.method()) {
            case "GET", "HEAD" -> false;
            case "POST" ->
                    call.path().size() == REGISTER_SEGMENTS && call.segment(0).equals("subjects");
            default -> true;
        };
    }

    /// Answers a call with JSON text. Throws [RegistryFailure] for what is answered with an error.
    String answer(Call call) {
        String place = String.join("/", shape(call.path()));
        // An answer to HEAD is that to GET; its body is left out behind.
        String method = call.method().equals("HEAD") ? "GET" : call.method();
        return registry.locked(() ->
                switch (method + " /" + place) {
                    case "GET /" -> "{}";
                    case "GET /subjects" -> listings.subjects(call);
                    case "GET /subjects/*/versions" ->
                            listings.versions(
                                    call, existing(call.segment(1), call.flag("deleted")));
                    case "GET /subjects/*/versions/*/referencedby" -> {
                        version(call);
                        yield "[]"; // Schemas with references are not taken.
                    }
                    case "GET /schemas" -> listings.schemas(call);
                    case "POST /subjects/*/versions" -> register(call);
                    case "POST /subjects/*" -> lookup(call);
                    case "DELETE /subjects/*" -> deleteSubject(call);
                    case "GET /subjects/*/versions/*" -> listings.show(version(call)).toString();
                    case "GET /subjects/*/versions/*/schema" -> version(call).schema();
                    case "DELETE /subjects/*/versions/*" -> deleteVersion(call);
                    case "GET /schemas/ids/*" -> schema(call);
                    case "GET /schemas/ids/*/schema" -> schemaText(call);
                    case "GET /schemas/ids/*/subjects" -> {
                        schemaText(call);
                        yield listings.usingSubjects(call, id(call));
                    }
                    case "GET /schemas/ids/*/versions" -> {
                        schemaText(call);
                        yield listings.usingVersions(call, id(call));
                    }
                    case "GET /schemas/types" -> "[\"AVRO\"]";
                    case "GET /config", "GET /config/*" -> settings.compatibility(call);
                    case "PUT /config", "PUT /config/*" -> settings.setCompatibility(call);
                    case "DELETE /config", "DELETE /config/*" -> settings.dropCompatibility(call);
                    case "GET /mode", "GET /mode/*" -> settings.mode(call);
                    case "PUT /mode", "PUT /mode/*" -> settings.setMode(call);
                    case "DELETE /mode", "DELETE /mode/*" -> settings.dropMode(call);
                    case "POST /compatibility/subjects/*/versions",
                            "POST /compatibility/subjects/*/versions/*" ->
                            checkCompatibility(call);
                    case "GET /contexts" -> "[\".\"]";
                    case "GET /v1/metadata/id" -> "{\"scope\":{\"path\":[],\"clusters\":{}}}";
                    case "GET /v1/metadata/version" ->
                            "{\"version\":\"8.0.0\",\"commitId\":\"cairn\"}";
                    default ->
                            throw new RegistryFailure(
                                    RegistryError.NOT_FOUND, "HTTP 404 Not Found");
                });
    }

    /// The path with a star where a name or number stands.
    private static List<String> shape(List<String> path) {
        List<String> shape = new ArrayList<>();
        for (String segment : path) {
            boolean name = !shape.isEmpty() && BEFORE_NAMES.contains(shape.getLast());
            shape.add(name ? "*" : segment);
        }
        return shape;
    }

    private List<SubjectVersion> existing(String subject, boolean deleted) {
        List<SubjectVersion> versions = registry.state().versions(subject, deleted);
        if (versions.isEmpty()) {
            throw new RegistryFailure(
                    RegistryError.SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
        }
        return versions;
    }

    private String register(Call call) {
        SubjectVersion version = registry.register(call.segment(1), schemaIn(call));
        return json.createObjectNode().put("id", version.id()).toString();
    }

    private String lookup(Call call) {
        String subject = call.segment(1);
        boolean deleted = call.flag("deleted");
        existing(subject, deleted);
        return listings.show(
                        registry.find(subject, EmbeddedRegistry.parse(schemaIn(call)), deleted)
                                .orElseThrow(() ->
                                        new RegistryFailure(
                                                RegistryError.SCHEMA_NOT_FOUND,
                                                "Schema not found")))
                .toString();
    }

    private String schemaIn(Call call) {
        JsonNode body = call.json(json);
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new RegistryFailure(
                    RegistryError.INVALID_SCHEMA, "Schema type " + type + " is not supported");
        }
        if (!body.path("references").isEmpty()) {
            throw new RegistryFailure(
                    RegistryError.INVALID_SCHEMA, "Schema references are not supported");
        }
        return body.path("schema").asText();
    }

    private SubjectVersion version(Call call) {
        return version(call.segment(1), call.segment(3), call.flag("deleted"));
    }

    private SubjectVersion version(String subject, String number, boolean deleted) {
        List<SubjectVersion> versions = existing(subject, deleted);
        if (number.equals("latest") || number.equals("-1")) {
            return versions.getLast();
        }
        int wanted;
        try {
            wanted = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            wanted = 0;
        }
        if (wanted < 1) {
            throw new RegistryFailure(
                    RegistryError.INVALID_VERSION,
                    "The specified version '"
                            + number
                            + "' is not a valid version id. Allowed values are between [1, 2^31-1]"
                            + " and the string \"latest\"");
        }
        int exact = wanted;
        return versions.stream()
                .filter(each -> each.version() == exact)
                .findFirst()
                .orElseThrow(() ->
                        new RegistryFailure(
                                RegistryError.VERSION_NOT_FOUND,
                                "Version " + exact + " not found."));
    }

    private String deleteSubject(Call call) {
        String subject = call.segment(1);
        boolean permanent = call.flag("permanent");
        List<SubjectVersion> all = existing(subject, true);
        List<SubjectVersion> live = registry.state().versions(subject, false);
        if (permanent && !live.isEmpty()) {
            throw new RegistryFailure(
                    RegistryError.SUBJECT_NOT_SOFT_DELETED,
                    "Subject '"
                            + subject
                            + "' was not deleted first before being permanently deleted");
        }
        if (!permanent && live.isEmpty()) {
            throw new RegistryFailure(
                    RegistryError.SUBJECT_SOFT_DELETED,
                    "Subject '"
                            + subject
                            + "' was soft deleted. Set permanent=true to delete permanently");
        }
        ArrayNode numbers = json.createArrayNode();
        for (SubjectVersion each : permanent ? all : live) {
            registry.delete(each, permanent);
            numbers.add(each.version());
        }
        return numbers.toString();
    }

    private String deleteVersion(Call call) {
        boolean permanent = call.flag("permanent");
        SubjectVersion version = version(call.segment(1), call.segment(3), true);
        if (permanent != version.deleted()) {
            throw new RegistryFailure(
                    permanent
                            ? RegistryError.VERSION_NOT_SOFT_DELETED
                            : RegistryError.VERSION_SOFT_DELETED,
                    "Subject '"
                            + version.subject()
                            + "' Version "
                            + version.version()
                            + (permanent
                                    ? " was not deleted first before being permanently deleted"
                                    : " was soft deleted. Set permanent=true to delete permanently"));
        }
        registry.delete(version, permanent);
        return String.valueOf(version.version());
    }

    private String schema(Call call) {
        ObjectNode answer = json.createObjectNode().put("schema", schemaText(call));
        if (call.flag("fetchMaxId")) {
            answer.put("maxId", registry.state().idMax());
        }
        return answer.toString();
    }

    private String schemaText(Call call) {
        return registry.state()
                .schema(id(call))
                .orElseThrow(() ->
                        new RegistryFailure(
                                RegistryError.SCHEMA_NOT_FOUND,
                                "Schema " + call.segment(2) + " not found"));
    }

    private static int id(Call call) {
        try {
            return Integer.parseInt(call.segment(2));
        } catch (NumberFormatException e) {
            throw new RegistryFailure(RegistryError.NOT_FOUND, "HTTP 404 Not Found");
        }
    }

    private String checkCompatibility(Call call) {
        String subject = call.segment(2);
        Schema candidate = EmbeddedRegistry.parse(schemaIn(call));
        List<SubjectVersion> against =
                call.path().size() > 4
                        ? List.of(version(subject, call.segment(4), false))
                        : registry.state().versions(subject, false);
        Optional<String> refusal =
                registry.state()
                        .effectiveCompatibility(subject)
                        .refusal(candidate, EmbeddedRegistry.texts(against));
        ObjectNode answer = json.createObjectNode().put("is_compatible", refusal.isEmpty());
        if (call.flag("verbose")) {
            ArrayNode messages = answer.putArray("messages");
            refusal.ifPresent(messages::add);
        }
        return answer.toString();
    }
}
