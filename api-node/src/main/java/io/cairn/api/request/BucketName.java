package io.cairn.api.request;

import java.util.List;
import java.util.regex.Pattern;

/// S3's rules for the names of general purpose buckets.
public final class BucketName {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final List<String> PREFIXES_RESERVED =
            List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> SUFFIXES_RESERVED =
            List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    private BucketName() {}

    /// Whether it has the form of a bucket's name.
    public static boolean isValid(String name) {
        return FORM.matcher(name).matches()
                && !name.contains("..")
                && !name.contains(".-")
                && !name.contains("-.")
                && !ADDRESS.matcher(name).matches();
    }

    /// Whether no new bucket may have this name: S3 reserves it.
    public static boolean isReserved(String name) {
        return PREFIXES_RESERVED.stream().anyMatch(name::startsWith)
                || SUFFIXES_RESERVED.stream().anyMatch(name::endsWith);
    }
}
