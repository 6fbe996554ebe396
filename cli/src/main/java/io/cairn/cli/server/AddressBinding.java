package io.cairn.cli.server;

import java.net.BindException;
import java.net.InetSocketAddress;

/// Starts what listens on an address that an option names.
final class AddressBinding {
    private AddressBinding() {}

    /// Runs `start`, which listens on `address`. Throws [ServerException] that names the option if
    /// that is not possible.
    @SuppressWarnings("IllegalCatch") // Undertow wraps a BindException in a bare RuntimeException.
    static void bind(Runnable start, String option, InetSocketAddress address) {
        try {
            start.run();
        } catch (RuntimeException e) {
            if (e.getCause() instanceof BindException) {
                throw new ServerException(
                        "cannot listen on %s:%d (%s): choose another address with %s"
                                .formatted(
                                        address.getHostString(),
                                        address.getPort(),
                                        e.getCause().getMessage(),
                                        option),
                        e);
            }
            throw e;
        }
    }
}
