package io.cairn.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodingKernelTest {
    private static final long SEED = 7_002L;

    static List<CodingKernel> usable() {
        return CodingKernel.usable();
    }

    @ParameterizedTest
    @MethodSource("usable")
    void encode_oddLengths_equalsTheScalarTwin(CodingKernel kernel) {
        Random random = new Random(SEED);
        for (int m = 0; m <= 9; m++) {
            for (int unitBytes = 0; unitBytes <= 200; unitBytes++) {
                compare(kernel, 1 + random.nextInt(12), m, unitBytes, random);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("usable")
    void encode_lengthsAroundBlocks_equalsTheScalarTwin(CodingKernel kernel) {
        Random random = new Random(SEED);
        for (int around = -65; around <= 65; around++) {
            compare(kernel, 5, 3, 4096 + around, random);
            compare(kernel, 2, 1, 3 * 4096 + around, random);
        }
    }

    @ParameterizedTest
    @MethodSource("usable")
    void encode_bigUnits_equalsTheScalarTwin(CodingKernel kernel) {
        Random random = new Random(SEED);
        compare(kernel, 2, 2, 524_288, random);
        compare(kernel, 12, 4, 87_382, random);
        compare(kernel, 3, 1, 349_526, random);
        compare(kernel, 1, 31, 5_000, random);
    }

    @ParameterizedTest
    @MethodSource("usable")
    void encode_byManyThreads_equalsTheScalarTwin(CodingKernel kernel) {
        ErasureCode code = new ErasureCode(5, 4, kernel);
        byte[] stripe = new byte[9 * 10_007];
        new Random(SEED).nextBytes(stripe);
        byte[] expected = stripe.clone();
        new ErasureCode(5, 4, CodingKernel.scalar()).encode(expected, 0, 10_007);
        boolean same =
                IntStream.range(0, 400)
                        .parallel()
                        .allMatch(round -> {
                            byte[] actual = stripe.clone();
                            code.encode(actual, 0, 10_007);
                            return Arrays.equals(actual, expected);
                        });
        assertThat(same).isTrue();
    }

    @Test
    void usable_withTheIncubatorModule_hasVectors() {
        assumeThat(VectorKernel.isFast()).isTrue();
        assertThat(names()).anyMatch(name -> name.startsWith("vector-"));
    }

    @Test
    void usable_whereIsalIsInstalled_hasItFirst() {
        assumeThat(IsalLibrary.isThere()).isTrue();
        assertThat(names().getFirst()).isEqualTo("isal");
    }

    @Test
    void usable_everywhere_hasTheScalarKernelLast() {
        assertThat(names().getLast()).isEqualTo("scalar");
    }

    private static List<String> names() {
        return CodingKernel.usable().stream().map(CodingKernel::name).toList();
    }

    private static void compare(CodingKernel kernel, int k, int m, int unitBytes, Random random) {
        int offset = random.nextInt(9);
        byte[] expected = new byte[offset + (k + m) * unitBytes + 7];
        random.nextBytes(expected);
        byte[] actual = expected.clone();
        new ErasureCode(k, m, CodingKernel.scalar()).encode(expected, offset, unitBytes);
        new ErasureCode(k, m, kernel).encode(actual, offset, unitBytes);
        assertThat(actual)
                .as("seed %d, %s, %d+%d, units of %d", SEED, kernel.name(), k, m, unitBytes)
                .isEqualTo(expected);
    }
}
