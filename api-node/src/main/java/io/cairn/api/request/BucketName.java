package io.cairn.api.request;

import java.util.regex.Pattern;

/// S3's rules for the names of buckets.
public final class BucketName {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private BucketName() {}

    /// Whether a bucket may be called that.
    public static boolean isValid(String name) {
        return FORM.matcher(name).matches()
                && !name.contains("..")
                && !name.contains(".-")
                && !name.contains("-.")
                && !name.startsWith("xn--")
                && !name.startsWith("sthree-")
                && !name.endsWith("-s3alias")
                && !name.endsWith("--ol-s3")
                && !ADDRESS.matcher(name).matches();
    }
}
