package io.cairn.api.auth;

import io.cairn.api.request.PercentCoding;
import io.cairn.api.request.Query;
import io.cairn.platform.http.HttpRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The text that a signature covers. The path is decoded once and encoded again, and never
/// normalized: clients escape a path in different ways but all sign this one.
///
/// Clients differ in what they sign. So there are several forms, and a signature may cover any of
/// them. All forms describe the same request.
///
/// - Parameters of one name are sorted by their values (AWS), or stay in the order in which they
///   were sent (minio-go, minio-java).
/// - A run of white space in a header becomes one space. Or only a run of spaces does, and a tab
///   stays (AWS documents no tabs).
record CanonicalRequest(
        HttpRequest request, Query query, List<String> signedHeaders, String payloadHash) {
    private static final String SIGNATURE = "X-Amz-Signature";
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \t]+");
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Comparator<Query.Parameter> BY_NAME =
            Comparator.comparing(Query.Parameter::name);
    private static final Comparator<Query.Parameter> BY_NAME_AND_VALUE =
            BY_NAME.thenComparing(Query.Parameter::value);

    /// The form that AWS documents.
    String usual() {
        return form(queryText(BY_NAME_AND_VALUE), WHITE_SPACE);
    }

    /// The other forms. There are none, but for requests with a tab in a header or with parameters
    /// of one name.
    Set<String> others() {
        Set<String> forms = new LinkedHashSet<>();
        for (Comparator<Query.Parameter> order : List.of(BY_NAME_AND_VALUE, BY_NAME)) {
            String queryText = queryText(order);
            for (Pattern collapsed : List.of(WHITE_SPACE, SPACES)) {
                forms.add(form(queryText, collapsed));
            }
        }
        forms.remove(usual());
        return forms;
    }

    private String form(String queryText, Pattern collapsed) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n');
        PercentCoding.encode(PercentCoding.decode(request.path(), false), true, text);
        text.append('\n').append(queryText).append('\n');
        for (String header : signedHeaders) {
            appendHeader(header, collapsed, text);
        }
        text.append('\n');
        text.append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
        return text.toString();
    }

    private String queryText(Comparator<Query.Parameter> order) {
        if (query.parameters().isEmpty()) {
            return "";
        }
        List<Query.Parameter> encoded = new ArrayList<>(query.parameters().size());
        for (Query.Parameter parameter : query.parameters()) {
            if (!parameter.name().equals(SIGNATURE)) {
                encoded.add(
                        new Query.Parameter(encode(parameter.name()), encode(parameter.value())));
            }
        }
        encoded.sort(order);
        StringBuilder text = new StringBuilder(128);
        for (Query.Parameter parameter : encoded) {
            text.append(text.isEmpty() ? "" : "&");
            text.append(parameter.name()).append('=').append(parameter.value());
        }
        return text.toString();
    }

    private static String encode(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 16);
        PercentCoding.encode(value, false, encoded);
        return encoded.toString();
    }

    private void appendHeader(String name, Pattern collapsed, StringBuilder text) {
        text.append(name).append(':');
        boolean first = true;
        for (String value : request.headers(name)) {
            if (!first) {
                text.append(',');
            }
            text.append(collapsed.matcher(value.strip()).replaceAll(" "));
            first = false;
        }
        text.append('\n');
    }
}
