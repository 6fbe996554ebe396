package io.cairn.api.request;

import java.util.OptionalLong;

/// Whole numbers as clients write them: decimal digits, without a sign, with leading zeros or not.
/// A number beyond the range of a long counts as the greatest long. So it is compared with limits
/// like any other number, and is never passed over.
public final class Decimal {
    private static final int RADIX = 10;

    private Decimal() {}

    /// The number; empty for anything but digits.
    public static OptionalLong parse(String text) {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit >= RADIX) {
                return OptionalLong.empty();
            }
            boolean beyond = number > (Long.MAX_VALUE - digit) / RADIX;
            number = beyond ? Long.MAX_VALUE : number * RADIX + digit;
        }
        return OptionalLong.of(number);
    }
}
