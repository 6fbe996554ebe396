package io.cairn.api.auth;

import io.cairn.api.request.PercentCoding;
import io.cairn.api.request.Query;
import io.cairn.platform.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The text that a signature of version 2 covers ("Signing and authenticating REST requests",
/// Amazon S3): method, three headers, all `x-amz-*` headers, and the resource with its
/// sub-resources. One character stands for one byte of the request.
///
/// Clients differ in what they sign. So there are several forms, and a signature may cover any of
/// them. All forms describe the same request:
///
/// - A path is signed as it was sent, or escaped again.
/// - The path of a bucket ends with a slash or does not.
/// - A sub-resource without a value has a `=` or has none.
/// - Some clients sign the sub-resources that are newer than version 2, and others omit them. They
///   may be omitted in a header only: in a presigned URL anybody could add them.
record StringToSignTwo(
        HttpRequest request, Query query, PresentedSignatureTwo presented, String hostedBucket) {
    private static final String AMZ = "x-amz-";

    /// Sub-resources and overrides that every client signs, and Cairn's own.
    private static final Set<String> SIGNED_BY_ALL =
            words(
                    "acl analytics accelerate cairn-quota cors defaultObjectAcl delete inventory lifecycle location logging metrics"
                            + " notification object-lock partNumber policy replication"
                            + " requestPayment restore select select-type storageClass tagging"
                            + " torrent uploadId uploads versionId versioning versions website"
                            + " response-cache-control response-content-disposition"
                            + " response-content-encoding response-content-language"
                            + " response-content-type response-expires");

    /// Sub-resources that many clients do not know.
    private static final Set<String> SIGNED_BY_SOME =
            words(
                    "abac annotation append attributes encryption intelligent-tiering legal-hold"
                            + " metadataAnnotationTable metadataConfiguration"
                            + " metadataInventoryTable metadataJournalTable metadataTable"
                            + " ownershipControls policyStatus publicAccessBlock renameObject"
                            + " retention session");

    /// All forms, beginning with the usual one.
    Set<String> forms() {
        Set<String> all = new LinkedHashSet<>();
        for (boolean younger : presented.presigned() ? List.of(true) : List.of(true, false)) {
            for (String path : paths(request.path())) {
                all.add(form(path, younger, ""));
                all.add(form(path, younger, "="));
            }
        }
        return all;
    }

    private String form(String path, boolean younger, String afterBareName) {
        StringBuilder text = new StringBuilder(256);
        text.append(request.method()).append('\n');
        text.append(header("Content-MD5")).append('\n');
        text.append(header("Content-Type")).append('\n');
        text.append(presented.date()).append('\n');
        amzHeaders()
                .forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
        if (!hostedBucket.isEmpty()) {
            text.append('/').append(hostedBucket);
        }
        text.append(path);
        appendSubresources(younger, afterBareName, text);
        return text.toString();
    }

    /// All values of a header, as they are understood. A presigned URL may hold them as parameters.
    private String header(String name) {
        List<String> values = request.headers(name);
        return joined(values.isEmpty() && presented.presigned() ? parameters(name) : values);
    }

    private List<String> parameters(String name) {
        return query.parameters().stream()
                .filter(parameter -> parameter.name().equalsIgnoreCase(name))
                .map(parameter -> onTheWire(parameter.value()))
                .toList();
    }

    private SortedMap<String, String> amzHeaders() {
        SortedMap<String, String> headers = new TreeMap<>();
        for (String name : request.headerNames()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(AMZ)) {
                headers.put(lower, joined(request.headers(name)));
            }
        }
        if (presented.presigned()) {
            for (Query.Parameter parameter : query.parameters()) {
                String lower = parameter.name().toLowerCase(Locale.ROOT);
                if (lower.startsWith(AMZ)) {
                    headers.putIfAbsent(lower, joined(parameters(lower)));
                }
            }
        }
        return headers;
    }

    private static String joined(List<String> values) {
        return String.join(",", values.stream().map(String::strip).toList());
    }

    private void appendSubresources(boolean younger, String afterBareName, StringBuilder text) {
        List<Query.Parameter> signed = new ArrayList<>();
        for (Query.Parameter parameter : query.parameters()) {
            if (SIGNED_BY_ALL.contains(parameter.name())
                    || (younger && SIGNED_BY_SOME.contains(parameter.name()))) {
                signed.add(parameter);
            }
        }
        signed.sort(Comparator.comparing(Query.Parameter::name));
        char separator = '?';
        for (Query.Parameter parameter : signed) {
            text.append(separator).append(parameter.name());
            text.append(
                    parameter.value().isEmpty()
                            ? afterBareName
                            : "=" + onTheWire(parameter.value()));
            separator = '&';
        }
    }

    /// How clients sign a path. Under the host of a bucket it is that of a key, whose slashes
    /// count.
    private List<String> paths(String sent) {
        List<String> paths = new ArrayList<>(List.of(sent, escaped(sent)));
        if (!hostedBucket.isEmpty()) {
            return paths;
        }
        int slash = sent.indexOf('/', 1);
        if (slash < 0 && sent.length() > 1) {
            paths.add(sent + '/');
        } else if (slash == sent.length() - 1) {
            paths.add(sent.substring(0, slash));
        }
        return paths;
    }

    private static String escaped(String path) {
        StringBuilder escaped = new StringBuilder(path.length() + 16);
        PercentCoding.encode(PercentCoding.decode(path, false), true, escaped);
        return escaped.toString();
    }

    private static String onTheWire(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }
}
