package io.cairn.cli.registry;

/// A call of the registry that is answered with an error.
final class RegistryFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RegistryError error;

    RegistryFailure(RegistryError error, String message) {
        super(message);
        this.error = error;
    }

    RegistryError error() {
        return error;
    }
}
