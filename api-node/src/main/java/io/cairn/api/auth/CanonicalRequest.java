package io.cairn.api.auth;

import io.cairn.api.request.PercentCoding;
import io.cairn.api.request.Query;
import io.cairn.platform.http.HttpRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The text that a signature covers. The path is decoded once and encoded again, and never
/// normalized: clients escape a path in different ways but sign it in this one.
final class CanonicalRequest {
    private static final String SIGNATURE = "X-Amz-Signature";

    private final StringBuilder text = new StringBuilder(512);

    private CanonicalRequest() {}

    static String of(
            HttpRequest request, Query query, List<String> signedHeaders, String payloadHash) {
        CanonicalRequest canonical = new CanonicalRequest();
        canonical.text.append(request.method()).append('\n');
        PercentCoding.encode(PercentCoding.decode(request.path(), false), true, canonical.text);
        canonical.text.append('\n');
        canonical.query(query);
        canonical.text.append('\n');
        for (String header : signedHeaders) {
            canonical.header(request, header);
        }
        canonical.text.append('\n');
        canonical.text.append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
        return canonical.text.toString();
    }

    private void query(Query query) {
        if (query.parameters().isEmpty()) {
            return;
        }
        List<Query.Parameter> encoded = new ArrayList<>(query.parameters().size());
        for (Query.Parameter parameter : query.parameters()) {
            if (!parameter.name().equals(SIGNATURE)) {
                encoded.add(
                        new Query.Parameter(encode(parameter.name()), encode(parameter.value())));
            }
        }
        encoded.sort(
                Comparator.comparing(Query.Parameter::name).thenComparing(Query.Parameter::value));
        char separator = 0;
        for (Query.Parameter parameter : encoded) {
            if (separator != 0) {
                text.append(separator);
            }
            text.append(parameter.name()).append('=').append(parameter.value());
            separator = '&';
        }
    }

    private static String encode(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 16);
        PercentCoding.encode(value, false, encoded);
        return encoded.toString();
    }

    private void header(HttpRequest request, String name) {
        text.append(name).append(':');
        boolean first = true;
        for (String value : request.headers(name)) {
            if (!first) {
                text.append(',');
            }
            collapse(value);
            first = false;
        }
        text.append('\n');
    }

    /// Appends a value without outer spaces, and with one for each inner run of spaces.
    private void collapse(String value) {
        String stripped = value.strip();
        char previous = 0;
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c != ' ' || previous != ' ') {
                text.append(c);
            }
            previous = c;
        }
    }
}
