package io.cairn.api.checksum;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Decimal;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.Part;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The headers of S3's flexible checksums: which checksum a client sends or wants.
public final class ChecksumHeaders {
    private static final String PREFIX = "x-amz-checksum-";
    private static final Set<String> NOT_VALUES = Set.of("mode", "type", "algorithm");
    private static final String VALID =
            " Please try again with any of the valid types: " + List.of(ChecksumAlgorithm.values());

    private ChecksumHeaders() {}

    /// The name of the header, and of the trailer, that holds a checksum.
    public static String name(ChecksumAlgorithm algorithm) {
        return PREFIX + algorithm.name().toLowerCase(Locale.ROOT);
    }

    /// The name of the XML element that holds a checksum.
    public static String element(ChecksumAlgorithm algorithm) {
        return "Checksum" + algorithm.name();
    }

    /// The algorithm of this name. Throws InvalidRequest if it is not supported.
    public static ChecksumAlgorithm algorithm(String name) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (algorithm.name().equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        throw S3Error.InvalidRequest.exception(
                "Checksum algorithm provided is unsupported." + VALID);
    }

    /// The algorithm whose header or trailer has this name. Throws InvalidRequest if it is not
    /// supported.
    public static ChecksumAlgorithm algorithmOfHeader(String header) {
        String lower = header.strip().toLowerCase(Locale.ROOT);
        if (!lower.startsWith(PREFIX)) {
            throw S3Error.InvalidRequest.exception(
                    "The value specified in the x-amz-trailer header is not supported");
        }
        return algorithm(lower.substring(PREFIX.length()));
    }

    /// The checksum that stands in a header; S3 takes one at most.
    public static Optional<Checksum> of(HttpRequest request) {
        Optional<Checksum> found = Optional.empty();
        for (String name : request.headerNames()) {
            if (!isValue(name)) {
                continue;
            }
            if (found.isPresent()) {
                throw S3Error.InvalidRequest.exception(
                        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                                + " allowed.");
            }
            found = Optional.of(parse(algorithmOfHeader(name), request.header(name).orElse("")));
        }
        return found;
    }

    /// The algorithm that `x-amz-sdk-checksum-algorithm` announces.
    public static Optional<ChecksumAlgorithm> announced(HttpRequest request) {
        return request.header("x-amz-sdk-checksum-algorithm").map(ChecksumHeaders::algorithm);
    }

    /// Reads a checksum: base64, with `-parts` behind a composite one. Throws InvalidRequest.
    public static Checksum parse(ChecksumAlgorithm algorithm, String text) {
        int dash = text.indexOf('-');
        try {
            int parts = dash < 0 ? 0 : parts(text.substring(dash + 1));
            byte[] value = Base64.getDecoder().decode(dash < 0 ? text : text.substring(0, dash));
            return new Checksum(algorithm, value, parts);
        } catch (IllegalArgumentException e) {
            // What the decoder and Checksum throw for bad Base64, a wrong length or number of
            // parts.
            throw invalidValue(algorithm);
        }
    }

    private static int parts(String digits) {
        long parts = Decimal.parse(digits).orElse(0);
        if (parts < 1 || parts > Part.NUMBER_MAX) {
            throw new IllegalArgumentException("a checksum of " + digits + " parts");
        }
        return (int) parts;
    }

    private static S3Exception invalidValue(ChecksumAlgorithm algorithm) {
        return S3Error.InvalidRequest.exception(
                "Value for " + name(algorithm) + " header is invalid.");
    }

    private static boolean isValue(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return lower.startsWith(PREFIX) && !NOT_VALUES.contains(lower.substring(PREFIX.length()));
    }
}
