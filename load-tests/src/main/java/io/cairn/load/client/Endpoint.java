package io.cairn.load.client;

import java.net.URI;
import java.util.Locale;

/// Where an S3 server listens. Plain HTTP only: TLS would measure the client's cipher as well.
public record Endpoint(String host, int port) {
    private static final int HTTP_PORT = 80;

    /// Reads `http://host:port`; throws IllegalArgumentException on anything else.
    public static Endpoint parse(String text) {
        URI uri = URI.create(text);
        if (!"http".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                || uri.getHost() == null) {
            throw new IllegalArgumentException("not an http://host:port address: " + text);
        }
        return new Endpoint(uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort());
    }

    /// The value of the Host header.
    String authority() {
        return port == HTTP_PORT ? host : host + ":" + port;
    }
}
