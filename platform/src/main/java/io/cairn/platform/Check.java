package io.cairn.platform;

import java.util.Locale;

/// Argument and state checks that stay on in production.
public final class Check {
    private Check() {}

    /// Throws IllegalArgumentException with the formatted message unless `condition` holds.
    public static void argument(boolean condition, String format, Object... values) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, format, values));
        }
    }

    /// Throws IllegalStateException with the formatted message unless `condition` holds.
    public static void state(boolean condition, String format, Object... values) {
        if (!condition) {
            throw new IllegalStateException(String.format(Locale.ROOT, format, values));
        }
    }
}
