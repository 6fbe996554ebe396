package io.cairn.erasure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Multiplies by Intel's ISA-L, a C library, where it is installed.
///
/// C takes the places of units as an array of addresses, and what lies in the heap has none that
/// lasts. So each unit of data is handed over by itself, as an argument, and added to the parities
/// in memory outside the heap, block by block: a block of all parities stays in the first-level
/// cache until it is copied to the stripe. (Measured at 4+2 and 8+4: copying the data out of the
/// heap as well takes a fifth to a third of the speed.) A call takes a microsecond, so that no
/// collection of garbage waits longer.
final class IsalKernel implements CodingKernel {
    private static final int BLOCK_BYTES = 4096;

    /// The library is not asked for less, but the scalar twin.
    private static final int CALL_BYTES_MIN = 64;

    private static final int TABLE_BYTES = 32;
    private static final int IDLE_MAX = 64;
    private static final BlockingQueue<Parities> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

    /// Whether the library that is installed gives the bytes of the scalar kernel on this
    /// processor, for which it has code of its own.
    static boolean isRight() {
        Random random = new Random(1);
        for (int parityUnits = 1; parityUnits <= 8; parityUnits++) {
            int dataUnits = 9 - parityUnits;
            int unitBytes = CALL_BYTES_MIN + random.nextInt(4 * CALL_BYTES_MIN);
            byte[] expected = new byte[(dataUnits + parityUnits) * unitBytes];
            random.nextBytes(expected);
            byte[] actual = expected.clone();
            new ErasureCode(dataUnits, parityUnits, new ScalarKernel())
                    .encode(expected, 0, unitBytes);
            new ErasureCode(dataUnits, parityUnits, new IsalKernel()).encode(actual, 0, unitBytes);
            if (!Arrays.equals(expected, actual)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String name() {
        return "isal";
    }

    @Override
    public byte[] tables(Coefficients matrix) {
        byte[] elements = new byte[matrix.rows() * matrix.columns()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (byte) matrix.element(i / matrix.columns(), i % matrix.columns());
        }
        byte[] tables = new byte[elements.length * TABLE_BYTES];
        IsalLibrary.initTables(
                matrix.columns(),
                matrix.rows(),
                MemorySegment.ofArray(elements),
                MemorySegment.ofArray(tables));
        return tables;
    }

    @Override
    public void multiply(Product product, byte[] stripe, int offset, int unitBytes) {
        if (unitBytes < CALL_BYTES_MIN) {
            ScalarKernel.multiplyFrom(product, stripe, offset, unitBytes, 0);
            return;
        }
        @Nullable Parities idle = IDLE.poll();
        Parities parities = idle == null ? new Parities() : idle;
        int start = 0;
        while (start < unitBytes) {
            int rest = unitBytes - start;
            int length = rest < BLOCK_BYTES + CALL_BYTES_MIN ? rest : BLOCK_BYTES;
            parities.add(product, stripe, offset + start, unitBytes, length);
            start += length;
        }
        IDLE.offer(parities);
    }

    /// Memory outside the heap for a block of each parity. Used by one thread at a time.
    private static final class Parities {
        private static final int STRIDE_BYTES = BLOCK_BYTES + CALL_BYTES_MIN;

        private final MemorySegment blocks;
        private final MemorySegment addresses;

        Parities() {
            Arena arena = Arena.ofAuto();
            blocks = arena.allocate((long) ErasureCode.UNITS_MAX * STRIDE_BYTES, CALL_BYTES_MIN);
            addresses = arena.allocate(ValueLayout.ADDRESS, ErasureCode.UNITS_MAX);
            for (int row = 0; row < ErasureCode.UNITS_MAX; row++) {
                addresses.setAtIndex(
                        ValueLayout.ADDRESS, row, blocks.asSlice((long) row * STRIDE_BYTES));
            }
        }

        /// Computes `length` bytes from `offset` on in the first unit, and as far in each other.
        void add(Product product, byte[] stripe, int offset, int unitBytes, int length) {
            int[] sources = product.sources();
            int[] targets = product.targets();
            MemorySegment heap = MemorySegment.ofArray(stripe);
            MemorySegment tables = MemorySegment.ofArray(product.tables());
            blocks.asSlice(0, (long) targets.length * STRIDE_BYTES).fill((byte) 0);
            for (int column = 0; column < sources.length; column++) {
                long source = offset + (long) sources[column] * unitBytes;
                MemorySegment data = heap.asSlice(source, length);
                IsalLibrary.update(
                        length, sources.length, targets.length, column, tables, data, addresses);
            }
            for (int row = 0; row < targets.length; row++) {
                int target = offset + targets[row] * unitBytes;
                MemorySegment.copy(
                        blocks,
                        ValueLayout.JAVA_BYTE,
                        (long) row * STRIDE_BYTES,
                        stripe,
                        target,
                        length);
            }
        }
    }
}
