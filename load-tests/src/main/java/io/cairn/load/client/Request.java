package io.cairn.load.client;

/// An unsigned request. `path` is percent-encoded, `query` is in canonical form (sorted, encoded,
/// each name with `=`), `headers` are whole lines that the signature does not cover.
public record Request(String method, String path, String query, String headers, Payload payload) {
    boolean isHead() {
        return method.equals("HEAD");
    }
}
