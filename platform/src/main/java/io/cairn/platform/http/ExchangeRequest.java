package io.cairn.platform.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A request on an Undertow exchange.
final class ExchangeRequest implements HttpRequest {
    private final HttpServerExchange exchange;
    private final RequestBody body;
    private final ClientWait wait;

    ExchangeRequest(HttpServerExchange exchange, HttpLimits limits, ClientWait wait) {
        this.exchange = exchange;
        this.body = new RequestBody(exchange, limits, wait);
        this.wait = wait;
    }

    RequestBody requestBody() {
        return body;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod().toString();
    }

    @Override
    public String path() {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return uri.startsWith("/") ? uri : "/" + uri;
        }
        int host = uri.indexOf("://");
        int slash = host < 0 ? -1 : uri.indexOf('/', host + "://".length());
        return slash < 0 ? "/" : uri.substring(slash);
    }

    @Override
    public String query() {
        @Nullable String query = exchange.getQueryString();
        return query == null ? "" : query;
    }

    @Override
    public Optional<String> header(String name) {
        return wait.connection().spacedValues().isEmpty()
                ? Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                : headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        @Nullable HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null
                ? List.of()
                : wait.connection().spacedValues().asSent(name, List.copyOf(values));
    }

    @Override
    public List<String> headerNames() {
        List<String> names = new ArrayList<>(exchange.getRequestHeaders().size());
        for (HttpString name : exchange.getRequestHeaders().getHeaderNames()) {
            names.add(name.toString());
        }
        return names;
    }

    @Override
    public OptionalLong contentLength() {
        long length = exchange.getRequestContentLength();
        if (length >= 0) {
            return OptionalLong.of(length);
        }
        return exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)
                ? OptionalLong.empty()
                : OptionalLong.of(0);
    }

    @Override
    public String remoteAddress() {
        InetSocketAddress address = exchange.getSourceAddress();
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }

    @Override
    public boolean spare() {
        return wait.connection().spare();
    }

    @Override
    public void onWait(WaitListener listener) {
        wait.tell(listener);
    }

    @Override
    public InputStream body() {
        return body;
    }
}
