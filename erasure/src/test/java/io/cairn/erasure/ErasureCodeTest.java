package io.cairn.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErasureCodeTest {
    private static final long SEED = 20_260_101L;

    static List<CodingKernel> kernels() {
        return CodingKernel.usable();
    }

    /// Computed by an independent program from the definition: shards on disk depend on these
    /// bytes.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 8, 030a11181f262d34",
        "2, 1, 8, 6d3b4a3c47d2bb3e",
        "2, 2, 8, 6d3b4a3c47d2bb3e9227a5205bc6a7d1",
        "4, 2, 8, 110a5bd434f61f2eb96bfb21c168eac4",
        "8, 4, 4, 106250c61658ed2e77f83365f04ff568",
        "12, 4, 4, 84176e700e7d544c7951aa73deadc714"
    })
    void encode_goldenData_givesGoldenParity(int k, int m, int unitBytes, String parity) {
        byte[] stripe = new byte[(k + m) * unitBytes];
        for (int i = 0; i < k * unitBytes; i++) {
            stripe[i] = (byte) (i * 7 + 3);
        }
        for (CodingKernel kernel : kernels()) {
            new ErasureCode(k, m, kernel).encode(stripe, 0, unitBytes);
            byte[] actual = Arrays.copyOfRange(stripe, k * unitBytes, stripe.length);
            assertThat(HexFormat.of().formatHex(actual)).as(kernel.name()).isEqualTo(parity);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void reconstruct_everyLossPattern_givesTheStripeBack(CodingKernel kernel) {
        for (int k = 1; k <= 6; k++) {
            for (int m = 0; m <= 4; m++) {
                checkEveryLoss(new ErasureCode(k, m, kernel), 67);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void reconstruct_randomLossOfWideCodes_givesTheStripeBack(CodingKernel kernel) {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            int k = 1 + random.nextInt(14);
            int m = 1 + random.nextInt(16 - k);
            ErasureCode code = new ErasureCode(k, m, kernel);
            int unitBytes = 1 + random.nextInt(300);
            byte[] stripe = encoded(code, unitBytes, random.nextLong());
            int lost = 0;
            while (Integer.bitCount(lost) < m) {
                lost |= 1 << random.nextInt(k + m);
            }
            checkLoss(code, stripe, unitBytes, lost);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void encode_atAnOffset_touchesOnlyTheParity(CodingKernel kernel) {
        ErasureCode code = new ErasureCode(3, 2, kernel);
        byte[] plain = encoded(code, 133, SEED);
        byte[] framed = new byte[plain.length + 20];
        Arrays.fill(framed, (byte) 0x5a);
        System.arraycopy(plain, 0, framed, 10, 3 * 133);
        code.encode(framed, 10, 133);
        byte[] expected = new byte[framed.length];
        Arrays.fill(expected, (byte) 0x5a);
        System.arraycopy(plain, 0, expected, 10, plain.length);
        assertThat(framed).isEqualTo(expected);
    }

    @Test
    void reconstruction_ofTooFewUnits_isRefused() {
        ErasureCode code = new ErasureCode(3, 2, CodingKernel.scalar());
        assertThatIllegalArgumentException().isThrownBy(() -> code.reconstruction(0b11, 0b100));
    }

    @Test
    void encode_beyondTheArray_isRefused() {
        ErasureCode code = new ErasureCode(3, 2, CodingKernel.scalar());
        assertThatIllegalArgumentException().isThrownBy(() -> code.encode(new byte[49], 0, 10));
    }

    private static void checkEveryLoss(ErasureCode code, int unitBytes) {
        int units = code.dataUnits() + code.parityUnits();
        byte[] stripe = encoded(code, unitBytes, SEED + units);
        for (int lost = 1; lost < 1 << units; lost++) {
            if (Integer.bitCount(lost) <= code.parityUnits()) {
                checkLoss(code, stripe, unitBytes, lost);
            }
        }
    }

    private static void checkLoss(ErasureCode code, byte[] stripe, int unitBytes, int lost) {
        int units = code.dataUnits() + code.parityUnits();
        byte[] damaged = stripe.clone();
        for (int unit = 0; unit < units; unit++) {
            if ((lost & 1 << unit) != 0) {
                int start = unit * unitBytes;
                Arrays.fill(damaged, start, start + unitBytes, (byte) 0xEE);
            }
        }
        int present = ((1 << units) - 1) & ~lost;
        code.reconstruction(present, lost).apply(damaged, 0, unitBytes);
        assertThat(damaged)
                .as(
                        "seed %d, %d+%d, lost %x, units of %d",
                        SEED, code.dataUnits(), code.parityUnits(), lost, unitBytes)
                .isEqualTo(stripe);
    }

    private static byte[] encoded(ErasureCode code, int unitBytes, long seed) {
        byte[] stripe = new byte[(code.dataUnits() + code.parityUnits()) * unitBytes];
        new Random(seed).nextBytes(stripe);
        code.encode(stripe, 0, unitBytes);
        return stripe;
    }
}
