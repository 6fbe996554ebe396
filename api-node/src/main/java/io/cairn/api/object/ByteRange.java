package io.cairn.api.object;

import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.util.Optional;

/// The Range header. As in S3, one range is served, and what is no range or many are ignored.
final class ByteRange {
    private static final String UNIT = "bytes=";
    private static final int DIGITS_MAX = 18;

    private ByteRange() {}

    /// The bytes that a range selects of `size`; empty if it is to be ignored. Throws InvalidRange
    /// if it selects none.
    static Optional<Selection> select(String header, long size) {
        int dash = header.indexOf('-');
        if (!header.startsWith(UNIT) || dash < 0) {
            return Optional.empty();
        }
        String first = header.substring(UNIT.length(), dash).strip();
        String last = header.substring(dash + 1).strip();
        if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
            return Optional.empty();
        }
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), size);
            return length == 0
                    ? fail(header, size)
                    : Optional.of(new Selection(size - length, length, true));
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (to < from) {
            return Optional.empty();
        }
        return from >= size
                ? fail(header, size)
                : Optional.of(new Selection(from, Math.min(to, size - 1) - from + 1, true));
    }

    private static Optional<Selection> fail(String header, long size) {
        S3Exception failure =
                S3Error.InvalidRange.exception()
                        .with("RangeRequested", header)
                        .with("ActualObjectSize", String.valueOf(size));
        throw failure;
    }

    private static boolean isNumber(String text) {
        return text.length() <= DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
