package io.cairn.api.auth;

import io.cairn.platform.http.HttpRequest;
import io.cairn.platform.http.WaitListener;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A request that tests write down: method, path and query, headers as `name: value`, and a body.
public record FakeRequest(
        String method, String path, String query, List<String> lines, byte[] bytes)
        implements HttpRequest {
    public static FakeRequest of(String method, String uri, String... lines) {
        return withBody(new byte[0], method, uri, lines);
    }

    public static FakeRequest withBody(byte[] body, String method, String uri, String... lines) {
        int question = uri.indexOf('?');
        return new FakeRequest(
                method,
                question < 0 ? uri : uri.substring(0, question),
                question < 0 ? "" : uri.substring(question + 1),
                List.of(lines),
                body);
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    @Override
    public List<String> headerNames() {
        return lines.stream().map(line -> line.substring(0, line.indexOf(':'))).toList();
    }

    @Override
    public OptionalLong contentLength() {
        return OptionalLong.of(bytes.length);
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public boolean spare() {
        return false;
    }

    @Override
    public void onWait(WaitListener listener) {}

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(bytes);
    }
}
