package io.cairn.cli;

import java.net.InetSocketAddress;

/// Addresses as they are written on the command line: `host:port`, `:port` for all interfaces,
/// `[::1]:port`.
final class Addresses {
    private static final int PORT_MAX = 65_535;

    private Addresses() {}

    /// Throws IllegalArgumentException if `text` is no address or its host is unknown.
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        int port;
        try {
            port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address: write host:port or :port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        InetSocketAddress address =
                host.isEmpty()
                        ? new InetSocketAddress("0.0.0.0", port)
                        : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("host '" + host + "' is not known");
        }
        return address;
    }

    /// How a client on this machine writes the address.
    static String show(InetSocketAddress address) {
        String host =
                address.getAddress().isAnyLocalAddress()
                        ? "127.0.0.1"
                        : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
