package io.cairn.metadata.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CrcCombinationTest {
    @ParameterizedTest
    @CsvSource({"CRC32,cbf43926", "CRC32C,e3069283", "CRC64NVME,ae8b14860a799888"})
    void of_checkString_isThePublishedValue(CrcCombination crc, String expected) {
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexFormat.of().formatHex(crc.of(check))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void combine_ofAnyTwoRuns_isTheCrcOfBothTogether(CrcCombination crc) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] whole = new byte[random.nextInt(5000)];
            random.nextBytes(whole);
            int cut = random.nextInt(whole.length + 1);
            byte[] combined =
                    crc.combine(
                            crc.of(Arrays.copyOf(whole, cut)),
                            crc.of(Arrays.copyOfRange(whole, cut, whole.length)),
                            whole.length - cut);
            assertThat(combined).as("seed %d round %d", seed, round).isEqualTo(crc.of(whole));
        }
    }
}
