package io.cairn.schemas.event;

/// The checksum algorithms of S3's flexible checksums that are kept. The names are S3's own.
public enum ChecksumAlgorithm {
    CRC32(4, true),
    CRC32C(4, true),
    CRC64NVME(8, true),
    SHA1(20, false),
    SHA256(32, false),
    SHA512(64, false),
    MD5(16, false),
    XXHASH64(8, false),
    XXHASH3(8, false),
    XXHASH128(16, false);

    private final int digestBytes;
    private final boolean combinable;

    ChecksumAlgorithm(int digestBytes, boolean combinable) {
        this.digestBytes = digestBytes;
        this.combinable = combinable;
    }

    /// The length of a digest.
    public int digestBytes() {
        return digestBytes;
    }

    /// Whether the digest of a whole can be had from the digests of its parts (the CRCs).
    public boolean combinable() {
        return combinable;
    }
}
