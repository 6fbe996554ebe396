package io.cairn.api.request;

import io.cairn.api.error.S3Error;
import io.cairn.platform.http.HttpRequest;
import io.cairn.platform.http.WaitListener;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A request whose `x-amz-*` query parameters count as headers: presigned URLs carry them there.
/// URLs with a signature of version 2 carry two more. A header takes precedence over the parameter
/// of the same name.
public record ParametersAsHeaders(HttpRequest sent, Map<String, List<String>> parameters)
        implements HttpRequest {
    private static final String PREFIX = "x-amz-";
    private static final String CHECKSUM = "x-amz-checksum-";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /// Parameters that are no headers: those of the signature, and those that presigners add by
    /// themselves. A presigner does not know the body, so the digest that some of them sign is that
    /// of an empty one.
    private static final Set<String> NO_HEADERS =
            Set.of(
                    "x-amz-algorithm",
                    "x-amz-credential",
                    "x-amz-date",
                    "x-amz-expires",
                    "x-amz-signedheaders",
                    "x-amz-signature",
                    "x-amz-content-sha256",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-user-agent");

    /// Further headers in the query of a signature of version 2.
    private static final Set<String> OF_VERSION_TWO = Set.of("content-md5", "content-type");

    /// What begins with [#CHECKSUM] and is not the value of a checksum.
    private static final Set<String> ABOUT_CHECKSUMS =
            Set.of("x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type");

    /// Which parameters stand for headers: only those that the request's signature covers.
    public enum Which {
        /// None: version 2 in a header signs no such parameters.
        NONE,

        /// All that begin with `x-amz-`: version 4 signs all parameters.
        AMZ,

        /// Also content type and digest: a URL of version 2 has them in its query.
        AMZ_AND_CONTENT
    }

    /// The request with these headers. Throws InvalidArgument for a parameter whose name no header
    /// can have.
    public static HttpRequest of(HttpRequest sent, Query query, Which which) {
        if (which == Which.NONE) {
            return sent;
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        boolean versionTwo = which == Which.AMZ_AND_CONTENT;
        for (Query.Parameter parameter : query.parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (!isHeader(name) && !(versionTwo && OF_VERSION_TWO.contains(name))) {
                continue;
            }
            requireToken(name);
            if (sent.header(name).isEmpty()) {
                parameters
                        .computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(onTheWire(parameter.value()));
            }
        }
        return parameters.isEmpty() ? sent : new ParametersAsHeaders(sent, parameters);
    }

    @Override
    public String method() {
        return sent.method();
    }

    @Override
    public String path() {
        return sent.path();
    }

    @Override
    public String query() {
        return sent.query();
    }

    @Override
    public Optional<String> header(String name) {
        return sent.header(name).or(() -> ofParameter(name).stream().findFirst());
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = sent.headers(name);
        return values.isEmpty() ? ofParameter(name) : values;
    }

    @Override
    public List<String> headerNames() {
        List<String> names = new ArrayList<>(sent.headerNames());
        names.addAll(parameters.keySet());
        return names;
    }

    @Override
    public OptionalLong contentLength() {
        return sent.contentLength();
    }

    @Override
    public String remoteAddress() {
        return sent.remoteAddress();
    }

    @Override
    public boolean spare() {
        return sent.spare();
    }

    @Override
    public void onWait(WaitListener listener) {
        sent.onWait(listener);
    }

    @Override
    public InputStream body() {
        return sent.body();
    }

    private List<String> ofParameter(String name) {
        return parameters.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    private static boolean isHeader(String name) {
        return name.startsWith(PREFIX)
                && !NO_HEADERS.contains(name)
                && (!name.startsWith(CHECKSUM) || ABOUT_CHECKSUMS.contains(name));
    }

    /// Names are given back in answers, so they must not be able to end a line.
    private static void requireToken(String name) {
        if (!name.chars().allMatch(ParametersAsHeaders::isTokenCharacter)) {
            throw S3Error.InvalidArgument.exception("Header name cannot be represented.");
        }
    }

    private static boolean isTokenCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || TOKEN_MARKS.indexOf(c) >= 0;
    }

    /// The characters of the value as a header would carry them.
    private static String onTheWire(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                .strip();
    }
}
