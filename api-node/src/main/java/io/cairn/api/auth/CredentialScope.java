package io.cairn.api.auth;

import java.util.Optional;

/// Which key signs, for which day and region: `id/date/region/s3/aws4_request`.
record CredentialScope(
        String accessKeyId, String date, String region, String service, String terminator) {
    static final String SERVICE = "s3";
    static final String TERMINATOR = "aws4_request";

    /// Parses a scope. An access key id may contain slashes.
    static Optional<CredentialScope> parse(String text) {
        String[] parts = new String[4];
        int end = text.length();
        for (int i = parts.length - 1; i >= 0; i--) {
            int slash = text.lastIndexOf('/', end - 1);
            if (slash < 0) {
                return Optional.empty();
            }
            parts[i] = text.substring(slash + 1, end);
            end = slash;
        }
        return end == 0
                ? Optional.empty()
                : Optional.of(
                        new CredentialScope(
                                text.substring(0, end), parts[0], parts[1], parts[2], parts[3]));
    }

    /// The scope without the access key, as it stands in a string to sign.
    String text() {
        return date + '/' + region + '/' + service + '/' + terminator;
    }
}
