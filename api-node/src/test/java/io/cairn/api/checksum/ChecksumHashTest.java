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
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "SHA512, d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
        "MD5, 25f9e794323b453885f5181f1b624d0b",
        "XXHASH64, 8cb841db40e6ae83",
        "XXHASH3, 72dcb18b67a17dff",
        "XXHASH128, 33119477ede5dcd5e9716427681d5860"
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
