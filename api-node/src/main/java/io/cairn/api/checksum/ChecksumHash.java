package io.cairn.api.checksum;

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
}
