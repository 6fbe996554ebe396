package io.cairn.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/// A client of the Confluent Schema Registry REST API (docs.confluent.io, "Schema Registry API
/// Reference"): only what serializers and deserializers need. Schemas by id are kept, since an id
/// never changes its meaning.
public final class HttpSchemaRegistry implements SchemaRegistry {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int KEPT_SCHEMAS_MAX = 1000;
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;

    private final URI base;
    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();
    private final Cache<Integer, Schema> schemas =
            Caffeine.newBuilder().maximumSize(KEPT_SCHEMAS_MAX).build();

    /// A client of the registry at `base`, such as `http://127.0.0.1:8081`.
    public HttpSchemaRegistry(URI base, HttpClient http) {
        this.base = base;
        this.http = http;
    }

    @Override
    public int register(String subject, Schema schema, SubjectCompatibility compatibility) {
        String name = URLEncoder.encode(subject, StandardCharsets.UTF_8);
        demand("/config/" + name, compatibility);
        String path = "/subjects/" + name + "/versions";
        String body = json.createObjectNode().put("schema", schema.toString()).toString();
        HttpResponse<String> response =
                send(
                        request(path)
                                .header("Content-Type", CONTENT_TYPE)
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        JsonNode id = parse(response).path("id");
        if (response.statusCode() != OK || !id.isInt()) {
            throw refused("registering " + subject, response);
        }
        schemas.put(id.intValue(), schema);
        return id.intValue();
    }

    private void demand(String path, SubjectCompatibility compatibility) {
        HttpResponse<String> known = send(request(path).GET());
        if (known.statusCode() != OK && known.statusCode() != NOT_FOUND) {
            throw refused("reading " + path, known);
        }
        if (parse(known).path("compatibilityLevel").asText().equals(compatibility.name())) {
            return;
        }
        String body = json.createObjectNode().put("compatibility", compatibility.name()).toString();
        HttpResponse<String> response =
                send(
                        request(path)
                                .header("Content-Type", CONTENT_TYPE)
                                .PUT(HttpRequest.BodyPublishers.ofString(body)));
        if (response.statusCode() != OK) {
            throw refused("writing " + path, response);
        }
    }

    @Override
    public Optional<Schema> schema(int id) {
        Schema kept = schemas.getIfPresent(id);
        if (kept != null) {
            return Optional.of(kept);
        }
        HttpResponse<String> response = send(request("/schemas/ids/" + id).GET());
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (response.statusCode() != OK) {
            throw refused("reading schema " + id, response);
        }
        try {
            Schema schema = new Schema.Parser().parse(parse(response).path("schema").asText());
            schemas.put(id, schema);
            return Optional.of(schema);
        } catch (AvroRuntimeException e) {
            throw new RegistryException("schema " + id + " is no Avro schema", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", CONTENT_TYPE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new RegistryException("schema registry " + base + " cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while asking the schema registry", e);
        }
    }

    private JsonNode parse(HttpResponse<String> response) {
        try {
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new RegistryException("schema registry " + base + " answered no JSON", e);
        }
    }

    private static RegistryException refused(String what, HttpResponse<String> response) {
        return new RegistryException(
                what + ": status " + response.statusCode() + ": " + response.body(), null);
    }
}
