package io.cairn.erasure;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The functions of Intel's ISA-L, version 2 of its binary interface, if the system has the library
/// and lets this process call it. They take memory of the heap as well: no collection of garbage
/// can begin while such a call runs, so each has to be short.
final class IsalLibrary {
    private static final String NAME = "libisal.so.2";

    private static final Optional<SymbolLookup> LIBRARY = open();
    private static final @Nullable MethodHandle INIT_TABLES =
            function("ec_init_tables", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final @Nullable MethodHandle ENCODE_DATA_UPDATE =
            function(
                    "ec_encode_data_update",
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS);

    private static final Init<RuntimeException> INIT = unchecked(IsalLibrary::invokeInit);
    private static final Update<RuntimeException> UPDATE = unchecked(IsalLibrary::invokeUpdate);

    private IsalLibrary() {}

    /// Whether the functions can be called.
    static boolean isThere() {
        return INIT_TABLES != null && ENCODE_DATA_UPDATE != null;
    }

    /// Fills `tables`, 32 bytes for each element, from the elements of a matrix, row by row. What
    /// is in them depends on the processor and the version of the library.
    static void initTables(int columns, int rows, MemorySegment elements, MemorySegment tables) {
        INIT.call(columns, rows, elements, tables);
    }

    /// Adds to `rows` parities of `length` bytes, whose addresses are in `parities`, what the data
    /// of column `column` contributes.
    static void update(
            int length,
            int columns,
            int rows,
            int column,
            MemorySegment tables,
            MemorySegment data,
            MemorySegment parities) {
        UPDATE.call(length, columns, rows, column, tables, data, parities);
    }

    private static void invokeInit(
            int columns, int rows, MemorySegment elements, MemorySegment tables) throws Throwable {
        Objects.requireNonNull(INIT_TABLES).invokeExact(columns, rows, elements, tables);
    }

    private static void invokeUpdate(
            int length,
            int columns,
            int rows,
            int column,
            MemorySegment tables,
            MemorySegment data,
            MemorySegment parities)
            throws Throwable {
        Objects.requireNonNull(ENCODE_DATA_UPDATE)
                .invokeExact(length, columns, rows, column, tables, data, parities);
    }

    /// No library, or native access that is denied, is nothing to complain about.
    @SuppressWarnings(
            "restricted") // What a library does is its own affair: this one is chosen here.
    private static Optional<SymbolLookup> open() {
        try {
            return Optional.of(SymbolLookup.libraryLookup(NAME, Arena.global()));
        } catch (IllegalArgumentException | IllegalCallerException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("restricted") // The signatures are those of isa-l/erasure_code.h.
    private static @Nullable MethodHandle function(String name, MemoryLayout... parameters) {
        return LIBRARY.flatMap(library -> library.find(name))
                .map(address ->
                        Linker.nativeLinker()
                                .downcallHandle(
                                        address,
                                        FunctionDescriptor.ofVoid(parameters),
                                        Linker.Option.critical(true)))
                .orElse(null);
    }

    /// A handle's type says that anything may be thrown; C throws nothing.
    @SuppressWarnings("unchecked")
    private static Init<RuntimeException> unchecked(Init<Throwable> init) {
        return (Init<RuntimeException>) (Init<?>) init;
    }

    @SuppressWarnings("unchecked")
    private static Update<RuntimeException> unchecked(Update<Throwable> update) {
        return (Update<RuntimeException>) (Update<?>) update;
    }

    private interface Init<E extends Throwable> {
        void call(int columns, int rows, MemorySegment elements, MemorySegment tables) throws E;
    }

    private interface Update<E extends Throwable> {
        void call(
                int length,
                int columns,
                int rows,
                int column,
                MemorySegment tables,
                MemorySegment data,
                MemorySegment parities)
                throws E;
    }
}
