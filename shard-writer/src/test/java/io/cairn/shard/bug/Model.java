package io.cairn.shard.bug;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// A model and its random histories: a class with a constructor that takes a seed, and a method
/// `run` that throws if the code is not what the model says. Its bugs lie in directory `name`, and
/// its own test runs `histories` histories: seeds from 1 on.
public record Model(String name, String history, long histories) {
    /// Runs one history in the classes of `loader`; what it found, null if it passed. A store that
    /// cannot be opened or used is found too; classes that do not fit together are not.
    @Nullable Throwable run(long seed, ClassLoader loader) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(history);
        Constructor<?> constructor = type.getDeclaredConstructor(long.class);
        constructor.setAccessible(true);
        Method run = type.getDeclaredMethod("run");
        run.setAccessible(true);
        try {
            run.invoke(constructor.newInstance(seed));
            return null;
        } catch (InvocationTargetException e) {
            Throwable found = e.getCause();
            if (found instanceof AssertionError
                    || found instanceof IOException
                    || found instanceof RuntimeException) {
                return found;
            }
            throw e;
        }
    }
}
