package io.cairn.api.request;

import io.cairn.api.error.S3Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The decoded parameters of a query, in order. A parameter without `=` has an empty value.
public record Query(List<Parameter> parameters) {
    /// One parameter.
    public record Parameter(String name, String value) {}

    private static final Query NONE = new Query(List.of());

    public Query {
        parameters = List.copyOf(parameters);
    }

    /// Reads a raw query. Throws InvalidURI if it cannot be decoded.
    public static Query parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        List<Parameter> parameters = new ArrayList<>(8);
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            if (end > start) {
                parameters.add(parameter(raw.substring(start, end)));
            }
            start = end + 1;
        }
        return new Query(parameters);
    }

    /// The first value of a parameter.
    public Optional<String> value(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name.equals(name)) {
                return Optional.of(parameter.value);
            }
        }
        return Optional.empty();
    }

    /// Whether a parameter is there, with or without a value.
    public boolean has(String name) {
        return value(name).isPresent();
    }

    /// The value of a parameter, or the empty text.
    public String text(String name) {
        return value(name).orElse("");
    }

    /// A number of 0 or more, at most `max`; `max` too if the parameter is missing or empty. Throws
    /// InvalidArgument for anything else, also for a number that S3's integers do not hold.
    public int count(String name, int max) {
        String value = text(name);
        if (value.isEmpty()) {
            return max;
        }
        return Math.min(number(name, value), max);
    }

    /// A number from `min` to `max`. Throws InvalidArgument for anything else.
    public int number(String name, int min, int max) {
        int number = number(name, text(name));
        if (number < min || number > max) {
            throw S3Error.InvalidArgument.exception(
                            "%s must be an integer between %d and %d, inclusive"
                                    .formatted(name, min, max))
                    .with("ArgumentName", name)
                    .with("ArgumentValue", text(name));
        }
        return number;
    }

    private static int number(String name, String value) {
        long number = Decimal.parse(value).orElse(-1);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw S3Error.InvalidArgument.exception(
                            "Provided %s not an integer or within integer range".formatted(name))
                    .with("ArgumentName", name)
                    .with("ArgumentValue", value);
        }
        return (int) number;
    }

    private static Parameter parameter(String raw) {
        int equals = raw.indexOf('=');
        String name = equals < 0 ? raw : raw.substring(0, equals);
        String value = equals < 0 ? "" : raw.substring(equals + 1);
        return new Parameter(PercentCoding.decode(name, true), PercentCoding.decode(value, true));
    }
}
