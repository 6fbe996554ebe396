package io.cairn.api.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.event.ChecksumAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChecksumHashTest {
    @ParameterizedTest
    @CsvSource({
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    })
    void checkValue_ofEveryAlgorithm_isThePublishedOne(ChecksumAlgorithm algorithm, String hex) {
        byte[] bytes = "123456789".getBytes(StandardCharsets.US_ASCII);
        ChecksumHash hash = ChecksumHash.of(algorithm);
        hash.update(bytes, 0, 4);
        hash.update(bytes, 4, 5);
        assertThat(HexFormat.of().formatHex(hash.finish().value())).isEqualTo(hex);
    }

    @Test
    void crc64_inAnyPieces_equalsByteByByte() {
        long seed = 42;
        Random random = new Random(seed);
        byte[] bytes = new byte[10_000];
        random.nextBytes(bytes);
        Crc64Nvme slow = new Crc64Nvme();
        Crc64Nvme fast = new Crc64Nvme();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(random.nextInt(200), bytes.length - at);
            fast.update(bytes, at, length);
            for (int i = at; i < at + length; i++) {
                slow.update(bytes[i]);
            }
            at += length;
            assertThat(fast.getValue()).as("seed %d at %d", seed, at).isEqualTo(slow.getValue());
        }
    }
}
