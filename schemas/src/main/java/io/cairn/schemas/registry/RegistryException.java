package io.cairn.schemas.registry;

import org.jspecify.annotations.Nullable;

/// The registry refused a call or could not be reached.
public class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
