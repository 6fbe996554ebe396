package io.cairn.api.checksum;

import io.cairn.platform.hash.XxHash3;
import io.cairn.platform.hash.XxHash64;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// Computes one checksum over bytes that come in pieces. Not safe for use by many threads.
public sealed interface ChecksumHash {
    /// A computation that begins now.
    static ChecksumHash of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new OfCrc(algorithm, new CRC32());
            case CRC32C -> new OfCrc(algorithm, new CRC32C());
            case CRC64NVME -> new OfCrc(algorithm, new Crc64Nvme());
            case SHA1 -> new OfDigest(algorithm, digest("SHA-1"));
            case SHA256 -> new OfDigest(algorithm, digest("SHA-256"));
            case SHA512 -> new OfDigest(algorithm, digest("SHA-512"));
            case MD5 -> new OfDigest(algorithm, digest("MD5"));
            case XXHASH64 -> new OfXxHash64(new XxHash64());
            case XXHASH3, XXHASH128 -> new OfXxHash3(algorithm, new XxHash3());
        };
    }

    /// Takes the next bytes.
    void update(byte[] bytes, int offset, int length);

    /// The checksum of all bytes taken, as that of a whole object or part. Ends the computation.
    Checksum finish();

    /// A digest that every JDK has.
    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A cyclic redundancy check.
    record OfCrc(ChecksumAlgorithm algorithm, java.util.zip.Checksum crc) implements ChecksumHash {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
        }

        @Override
        public Checksum finish() {
            int length = algorithm.digestBytes();
            byte[] wide = ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array();
            byte[] value = new byte[length];
            System.arraycopy(wide, Long.BYTES - length, value, 0, length);
            return new Checksum(algorithm, value, 0);
        }
    }

    /// A cryptographic digest.
    record OfDigest(ChecksumAlgorithm algorithm, MessageDigest digest) implements ChecksumHash {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public Checksum finish() {
            return new Checksum(algorithm, digest.digest(), 0);
        }
    }

    /// XXH64.
    record OfXxHash64(XxHash64 hash) implements ChecksumHash {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            hash.update(bytes, offset, length);
        }

        @Override
        public Checksum finish() {
            return new Checksum(ChecksumAlgorithm.XXHASH64, hash.digest(), 0);
        }
    }

    /// XXH3 of 64 or 128 bits.
    record OfXxHash3(ChecksumAlgorithm algorithm, XxHash3 hash) implements ChecksumHash {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            hash.update(bytes, offset, length);
        }

        @Override
        public Checksum finish() {
            boolean wide = algorithm == ChecksumAlgorithm.XXHASH128;
            return new Checksum(algorithm, wide ? hash.digest128() : hash.digest64(), 0);
        }
    }
}
