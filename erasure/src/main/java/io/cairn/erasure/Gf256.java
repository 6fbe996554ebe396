package io.cairn.erasure;

/// The field GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1. Elements are ints of 0 to 255;
/// addition is exclusive or.
final class Gf256 {
    /// The field's polynomial, with its ninth bit.
    static final int POLYNOMIAL = 0x11d;

    /// How many elements the field has.
    static final int SIZE = 256;

    private static final int ORDER = SIZE - 1;
    private static final int[] EXPONENTS = new int[2 * ORDER];
    private static final int[] LOGARITHMS = new int[SIZE];

    static {
        int power = 1;
        for (int exponent = 0; exponent < ORDER; exponent++) {
            EXPONENTS[exponent] = power;
            EXPONENTS[exponent + ORDER] = power;
            LOGARITHMS[power] = exponent;
            power <<= 1;
            if (power >= SIZE) {
                power ^= POLYNOMIAL;
            }
        }
    }

    private Gf256() {}

    /// The product of `a` and `b`.
    static int multiply(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXPONENTS[LOGARITHMS[a] + LOGARITHMS[b]];
    }

    /// The element whose product with `a` is 1; `a` is not 0.
    static int inverse(int a) {
        if (a == 0) {
            throw new ArithmeticException("0 has no inverse");
        }
        return EXPONENTS[ORDER - LOGARITHMS[a]];
    }
}
