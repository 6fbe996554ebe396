package io.cairn.metadata.fold;

import io.cairn.platform.hash.XxHash3;
import io.cairn.platform.hash.XxHash64;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.Part;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The ETag and checksum of an object from those of its parts.
final class CombinedChecksum {
    private CombinedChecksum() {}

    /// S3's ETag of an object made in parts: the MD5 of the parts' MD5s, and their number.
    static String etag(List<Part> parts) {
        MessageDigest md5 = digest("MD5");
        for (Part part : parts) {
            md5.update(HexFormat.of().parseHex(part.etag()));
        }
        return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    }

    /// The checksum of the full object or the composite one; empty if a part lacks its checksum of
    /// this algorithm.
    static Optional<Checksum> of(
            ChecksumAlgorithm algorithm, boolean fullObject, List<Part> parts) {
        boolean complete =
                parts.stream()
                        .allMatch(part ->
                                part.checksum().isPresent()
                                        && part.checksum().get().algorithm() == algorithm);
        if (!complete || parts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(fullObject ? full(algorithm, parts) : composite(algorithm, parts));
    }

    private static Checksum composite(ChecksumAlgorithm algorithm, List<Part> parts) {
        byte[] digests = new byte[parts.size() * algorithm.digestBytes()];
        for (int i = 0; i < parts.size(); i++) {
            System.arraycopy(
                    parts.get(i).checksum().orElseThrow().value(),
                    0,
                    digests,
                    i * algorithm.digestBytes(),
                    algorithm.digestBytes());
        }
        byte[] value =
                switch (algorithm) {
                    case CRC32 -> CrcCombination.CRC32.of(digests);
                    case CRC32C -> CrcCombination.CRC32C.of(digests);
                    case CRC64NVME -> CrcCombination.CRC64NVME.of(digests);
                    case SHA1 -> digest("SHA-1").digest(digests);
                    case SHA256 -> digest("SHA-256").digest(digests);
                    case SHA512 -> digest("SHA-512").digest(digests);
                    case MD5 -> digest("MD5").digest(digests);
                    case XXHASH64 -> xxHash64(digests);
                    case XXHASH3 -> xxHash3(digests).digest64();
                    case XXHASH128 -> xxHash3(digests).digest128();
                };
        return new Checksum(algorithm, value, parts.size());
    }

    private static Checksum full(ChecksumAlgorithm algorithm, List<Part> parts) {
        CrcCombination crc =
                switch (algorithm) {
                    case CRC32 -> CrcCombination.CRC32;
                    case CRC32C -> CrcCombination.CRC32C;
                    case CRC64NVME -> CrcCombination.CRC64NVME;
                    case SHA1, SHA256, SHA512, MD5, XXHASH64, XXHASH3, XXHASH128 ->
                            throw new IllegalArgumentException(algorithm + " cannot be combined");
                };
        byte[] value = parts.getFirst().checksum().orElseThrow().value();
        for (Part part : parts.subList(1, parts.size())) {
            value = crc.combine(value, part.checksum().orElseThrow().value(), part.size());
        }
        return new Checksum(algorithm, value, 0);
    }

    private static byte[] xxHash64(byte[] bytes) {
        XxHash64 hash = new XxHash64();
        hash.update(bytes, 0, bytes.length);
        return hash.digest();
    }

    private static XxHash3 xxHash3(byte[] bytes) {
        XxHash3 hash = new XxHash3();
        hash.update(bytes, 0, bytes.length);
        return hash;
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(name + " is part of every Java platform", e);
        }
    }
}
