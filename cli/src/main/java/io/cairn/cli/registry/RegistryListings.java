package io.cairn.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cairn.cli.registry.RegistryApi.Call;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The calls of [RegistryApi] that list something: in pages, where `offset` and `limit` say so. An
/// answer with schemas is no longer than the limit of a page, whatever is asked for.
final class RegistryListings {
    private static final int SCHEMAS_MAX = 1000;
    private static final int TEXT_CHARS_MAX = 4 * 1024 * 1024;

    private final EmbeddedRegistry registry;
    private final ObjectMapper json;

    RegistryListings(EmbeddedRegistry registry, ObjectMapper json) {
        this.registry = registry;
        this.json = json;
    }

    /// The names of subjects.
    String subjects(Call call) {
        return page(call, names(call).stream(), TextNode::valueOf);
    }

    /// The numbers of `versions`.
    String versions(Call call, List<SubjectVersion> versions) {
        return page(call, versions.stream(), each -> IntNode.valueOf(each.version()));
    }

    /// All versions of all subjects, or the latest of each, with their schemas.
    String schemas(Call call) {
        boolean latest = call.flag("latestOnly");
        boolean deleted = call.flag("deleted");
        int limit = call.number("limit", -1);
        List<SubjectVersion> found =
                names(call).stream()
                        .map(each -> registry.state().versions(each, deleted))
                        .flatMap(each ->
                                latest && !each.isEmpty()
                                        ? Stream.of(each.getLast())
                                        : each.stream())
                        .skip(Math.max(0, call.number("offset", 0)))
                        .limit(limit < 0 ? SCHEMAS_MAX : Math.min(limit, SCHEMAS_MAX))
                        .toList();
        ArrayNode array = json.createArrayNode();
        int chars = 0;
        for (SubjectVersion each : found) {
            chars += each.schema().length();
            if (chars > TEXT_CHARS_MAX && !array.isEmpty()) {
                break;
            }
            array.add(show(each));
        }
        return array.toString();
    }

    /// The subjects that use a schema.
    String usingSubjects(Call call, int id) {
        return page(
                call,
                registry.state().uses(id, call.flag("deleted")).stream()
                        .map(SubjectVersion::subject)
                        .distinct(),
                TextNode::valueOf);
    }

    /// The versions that use a schema.
    String usingVersions(Call call, int id) {
        return page(
                call,
                registry.state().uses(id, call.flag("deleted")).stream(),
                each ->
                        json.createObjectNode()
                                .put("subject", each.subject())
                                .put("version", each.version()));
    }

    /// One version as answers show it.
    ObjectNode show(SubjectVersion version) {
        return json.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema());
    }

    private List<String> names(Call call) {
        String prefix = call.query().getOrDefault("subjectPrefix", "");
        return registry.state().subjects(call.flag("deleted")).stream()
                .filter(each -> each.startsWith(prefix))
                .toList();
    }

    private <T> String page(Call call, Stream<T> all, Function<T, JsonNode> shown) {
        int limit = call.number("limit", -1);
        ArrayNode array = json.createArrayNode();
        all.skip(Math.max(0, call.number("offset", 0)))
                .limit(limit < 0 ? Long.MAX_VALUE : limit)
                .forEach(each -> array.add(shown.apply(each)));
        return array.toString();
    }
}
