package io.cairn.schemas.event;

import java.time.Instant;
import java.time.ZoneOffset;

/// The retention that a new version of a bucket gets if its writer asks for none. It is given in
/// days or in years of the calendar (UTC); the other one is 0.
public record DefaultRetention(RetentionMode mode, int days, int years) {
    /// 100 years.
    public static final int DAYS_MAX = 36_500;

    /// The most years.
    public static final int YEARS_MAX = 100;

    public DefaultRetention {
        boolean inDays = days >= 1 && days <= DAYS_MAX && years == 0;
        boolean inYears = years >= 1 && years <= YEARS_MAX && days == 0;
        if (!inDays && !inYears) {
            throw new IllegalArgumentException(
                    "a retention of " + days + " days and " + years + " years");
        }
    }

    /// The retention of a version that is made at `millis` since the epoch.
    public Retention from(long millis) {
        return new Retention(
                mode,
                Instant.ofEpochMilli(millis)
                        .atOffset(ZoneOffset.UTC)
                        .plusDays(days)
                        .plusYears(years)
                        .toInstant()
                        .toEpochMilli());
    }
}
