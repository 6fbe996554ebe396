package io.cairn.api.object;

import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Decimal;
import java.util.Optional;
import java.util.OptionalLong;

/// The Range header. As in S3, one range is served; several ranges, and text that is no range, are
/// ignored. A position may have any number of digits: some clients name the end of a file by the
/// greatest number they know.
final class ByteRange {
    private static final String UNIT = "bytes=";

    private ByteRange() {}

    /// The bytes that a range selects of `size`; empty if it is to be ignored. Throws InvalidRange
    /// if it selects none.
    static Optional<Selection> select(String header, long size) {
        int dash = header.indexOf('-');
        if (!hasUnit(header) || dash < 0) {
            return Optional.empty();
        }
        String firstText = header.substring(UNIT.length(), dash).strip();
        String lastText = header.substring(dash + 1).strip();
        OptionalLong first = Decimal.parse(firstText);
        OptionalLong last = Decimal.parse(lastText);
        if (firstText.isEmpty() && last.isPresent()) {
            return suffix(header, last.getAsLong(), size);
        }
        if (first.isEmpty() || (last.isEmpty() && !lastText.isEmpty())) {
            return Optional.empty();
        }
        long from = first.getAsLong();
        long to = last.orElse(Long.MAX_VALUE);
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

    private static Optional<Selection> suffix(String header, long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0
                ? fail(header, size)
                : Optional.of(new Selection(size - length, length, true));
    }

    private static boolean hasUnit(String header) {
        return header.regionMatches(true, 0, UNIT, 0, UNIT.length());
    }
}
