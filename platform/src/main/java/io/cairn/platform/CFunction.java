package io.cairn.platform;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// A function of the C library that returns an int, for calls that are rare: arguments are boxed.
/// Safe for use by many threads.
public final class CFunction {
    private final Call<RuntimeException> call;

    private CFunction(MethodHandle handle) {
        this.call = unchecked(handle::invokeWithArguments);
    }

    /// The function `name` of these parameters; empty if there is none, or this process may not
    /// call it.
    public static Optional<CFunction> of(String name, MemoryLayout... parameters) {
        return link(name, List.of(), parameters);
    }

    /// The same for a function of which the parameters from `firstVariadic` on are variadic.
    public static Optional<CFunction> variadic(
            String name, int firstVariadic, MemoryLayout... parameters) {
        return link(name, List.of(Linker.Option.firstVariadicArg(firstVariadic)), parameters);
    }

    @SuppressWarnings("restricted") // Whoever names a function answers for its signature.
    private static Optional<CFunction> link(
            String name, List<Linker.Option> options, MemoryLayout... parameters) {
        try {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters);
            return linker.defaultLookup()
                    .find(name)
                    .map(address ->
                            new CFunction(
                                    linker.downcallHandle(
                                            address, type, options.toArray(Linker.Option[]::new))));
        } catch (UnsupportedOperationException | IllegalCallerException e) {
            return Optional.empty();
        }
    }

    /// Calls it.
    public int call(Object... arguments) {
        return (int) call.with(arguments);
    }

    /// A handle's type says that anything may be thrown; C throws nothing.
    @SuppressWarnings("unchecked")
    private static Call<RuntimeException> unchecked(Call<Throwable> call) {
        return (Call<RuntimeException>) (Call<?>) call;
    }

    private interface Call<E extends Throwable> {
        Object with(Object... arguments) throws E;
    }
}
