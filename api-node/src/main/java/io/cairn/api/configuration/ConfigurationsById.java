package io.cairn.api.configuration;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// A feature of which a bucket may have many configurations, each with an id: how one is shown, set
/// and removed, and how all are listed, in the order of their ids.
record ConfigurationsById(Backend backend, String name, String listRoot, KeptDocument document) {
    private static final int CONFIGURATIONS_MAX = 1_000;
    private static final int PAGE = 100;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String TOKEN = "continuation-token";

    /// One configuration, or, where the request names none, a page of all.
    Operation.OfBucket get() {
        return request ->
                bucket -> {
                    Optional<String> id = request.query().value("id");
                    return id.isPresent() ? show(bucket, id.get()) : list(request, bucket);
                };
    }

    private S3Response show(BucketImage bucket, String id) {
        return bucket.configuration()
                .document(key(id))
                .map(KeptDocument::show)
                .orElseThrow(S3Error.NoSuchConfiguration::exception);
    }

    private String key(String id) {
        return name + '/' + id;
    }

    private SortedMap<String, String> all(BucketImage bucket) {
        return bucket.configuration().documents().subMap(name + '/', name + (char) ('/' + 1));
    }

    private S3Response list(S3Request request, BucketImage bucket) {
        String after = request.query().value(TOKEN).orElse("");
        XmlWriter xml = new XmlWriter().openRoot(listRoot);
        int shown = 0;
        String last = "";
        boolean more = false;
        for (Map.Entry<String, String> each : all(bucket).entrySet()) {
            String id = each.getKey().substring(name.length() + 1);
            if (id.compareTo(after) <= 0) {
                continue;
            }
            if (shown == PAGE) {
                more = true;
                break;
            }
            xml.tree(XmlElement.parse(each.getValue().getBytes(StandardCharsets.UTF_8)));
            last = id;
            shown++;
        }
        xml.element("IsTruncated", more);
        if (!after.isEmpty()) {
            xml.element("ContinuationToken", after);
        }
        if (more) {
            xml.element("NextContinuationToken", last);
        }
        return S3Response.xml(xml.close(listRoot));
    }

    Operation.OfBucket put() {
        return request -> bucket -> put(request, bucket, id(request));
    }

    private S3Response put(S3Request request, BucketImage bucket, String id) throws IOException {
        XmlElement sent = document.read(backend, request);
        if (!sent.childText("Id").map(String::strip).filter(id::equals).isPresent()) {
            throw S3Error.MalformedXML.exception();
        }
        SortedMap<String, String> all = all(bucket);
        if (!all.containsKey(key(id)) && all.size() >= CONFIGURATIONS_MAX) {
            throw S3Error.TooManyConfigurations.exception();
        }
        return KeptDocument.keep(backend, request, bucket, key(id), sent);
    }

    Operation.OfBucket delete() {
        return request -> bucket -> delete(request, bucket, id(request));
    }

    private S3Response delete(S3Request request, BucketImage bucket, String id) {
        if (!all(bucket).containsKey(key(id))) {
            throw S3Error.NoSuchConfiguration.exception();
        }
        return KeptDocument.remove(backend, request, bucket, key(id));
    }

    private static String id(S3Request request) {
        String id = request.query().value("id").orElse("");
        if (!ID.matcher(id).matches()) {
            throw S3Error.InvalidArgument.exception(
                            "A configuration id has letters, digits, '.', '_' and '-', 64 at most")
                    .with("ArgumentName", "id")
                    .with("ArgumentValue", id);
        }
        return id;
    }
}
