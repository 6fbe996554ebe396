package io.cairn.api.object;

import io.cairn.api.operation.S3Request;
import io.cairn.platform.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/// What the head of a request asks for, as bytes: the key, and all headers that say what is to be
/// done. Headers that say how the request was signed and sent are left out, since they differ from
/// attempt to attempt.
final class AskedHeaders {
    private static final String AMZ = "x-amz-";
    private static final String CONDITION = "if-";
    private static final Set<String> OF_SENDING =
            Set.of(
                    "x-amz-date",
                    "x-amz-content-sha256",
                    "x-amz-security-token",
                    "x-amz-user-agent");

    private AskedHeaders() {}

    /// The same bytes for requests that ask for the same.
    static byte[] of(S3Request request) {
        HttpRequest http = request.http();
        TreeMap<String, String> asked = new TreeMap<>();
        for (String name : http.headerNames()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (says(lower)) {
                asked.put(lower, String.join(",", http.headers(name)));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        add(bytes, request.key().value());
        asked.forEach((name, value) -> {
            add(bytes, name);
            add(bytes, value);
        });
        return bytes.toByteArray();
    }

    private static boolean says(String name) {
        return name.startsWith(AMZ) && !OF_SENDING.contains(name)
                || name.startsWith(CONDITION)
                || MetadataHeaders.KEPT.contains(name);
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        bytes.writeBytes(utf8);
    }
}
