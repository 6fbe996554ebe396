package io.cairn.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorKernelTest {
    private static final long SEED = 7_002L;

    @Test
    void encode_oddLengths_equalsTheScalarTwin() {
        Random random = new Random(SEED);
        for (int m = 1; m <= 8; m++) {
            for (int unitBytes = 0; unitBytes <= 200; unitBytes++) {
                compare(1 + random.nextInt(12), m, unitBytes, random);
            }
        }
    }

    @Test
    void encode_bigUnits_equalsTheScalarTwin() {
        Random random = new Random(SEED);
        compare(2, 2, 524_288, random);
        compare(12, 4, 87_382, random);
        compare(3, 1, 349_526, random);
    }

    @Test
    void fastest_withTheIncubatorModule_usesVectors() {
        assertThat(CodingKernel.fastest().name())
                .startsWith(VectorKernel.isFast() ? "vector" : "scalar");
    }

    private static void compare(int k, int m, int unitBytes, Random random) {
        byte[] expected = new byte[(k + m) * unitBytes];
        random.nextBytes(expected);
        byte[] actual = expected.clone();
        new ErasureCode(k, m, CodingKernel.scalar()).encode(expected, 0, unitBytes);
        new ErasureCode(k, m, new VectorKernel()).encode(actual, 0, unitBytes);
        assertThat(actual)
                .as("seed %d, %d+%d, units of %d", SEED, k, m, unitBytes)
                .isEqualTo(expected);
    }
}
