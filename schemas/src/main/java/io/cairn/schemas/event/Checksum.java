package io.cairn.schemas.event;

import java.util.Arrays;
import java.util.Base64;

/// A checksum of an object or a part. `parts` is 0 for a checksum of the full bytes, else the
/// number of part digests that it is composed of.
public record Checksum(ChecksumAlgorithm algorithm, byte[] value, int parts) {
    public Checksum {
        value = value.clone();
        if (value.length != algorithm.digestBytes() || parts < 0) {
            throw new IllegalArgumentException(
                    algorithm + " of " + value.length + " bytes and " + parts + " parts");
        }
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    /// The form S3 shows: base64, with `-parts` behind a composite one.
    public String text() {
        String base64 = Base64.getEncoder().encodeToString(value);
        return parts == 0 ? base64 : base64 + "-" + parts;
    }

    /// Whether another checksum has the same algorithm and value, of however many parts it is.
    public boolean sameValue(Checksum other) {
        return algorithm == other.algorithm && Arrays.equals(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checksum that
                && algorithm == that.algorithm
                && parts == that.parts
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value) * 31 + algorithm.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + ":" + text();
    }
}
