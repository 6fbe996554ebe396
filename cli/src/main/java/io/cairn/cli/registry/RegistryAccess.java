package io.cairn.cli.registry;

import io.cairn.platform.http.HttpRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Who may call the registry, which knows no passwords.
///
/// A page in a browser on this machine could call it too: under a name of its own that it lets
/// point here, or with a form that is sent without asking. So the host that a client calls has to
/// be an address or one of `names`, which no page can choose; and what changes something has to be
/// JSON, which no form can send, and must not come from a page of another host.
///
/// @param names host names under which the registry is called, beside `localhost` and addresses
/// @param writers who may register schemas and change settings
public record RegistryAccess(Set<String> names, Writers writers) {
    /// Clients on this machine write, all others read.
    public static final RegistryAccess DEFAULT = new RegistryAccess(Set.of(), Writers.LOCAL);

    private static final List<String> JSON_TYPES =
            List.of(
                    "application/vnd.schemaregistry.v1+json",
                    "application/vnd.schemaregistry+json",
                    "application/json",
                    "application/octet-stream");

    /// Who may register schemas and change settings of subjects.
    public enum Writers {
        /// The server itself and nobody else.
        NONE,
        /// Clients whose connections come over loopback.
        LOCAL,
        /// Everyone who reaches the port.
        ALL
    }

    public RegistryAccess {
        names = Set.copyOf(names);
    }

    /// Throws [RegistryFailure] if the request may not be served, whatever it asks for.
    void check(HttpRequest request) {
        Optional<String> host = request.header("Host");
        if (host.isPresent() && !known(name(host.get()))) {
            throw new RegistryFailure(
                    RegistryError.DENIED,
                    "This host name is not one of the registry's; see --registry-name");
        }
        if (request.method().equals("GET") || request.method().equals("HEAD")) {
            return;
        }
        Optional<String> origin = request.header("Origin");
        if (origin.isPresent()
                && !origin.get().equalsIgnoreCase("http://" + host.orElse("").strip())) {
            throw new RegistryFailure(
                    RegistryError.DENIED, "Pages of other hosts may not call the registry");
        }
        boolean hasBody = !request.method().equals("DELETE");
        if (hasBody && request.header("Content-Type").filter(RegistryAccess::isJson).isEmpty()) {
            throw new RegistryFailure(RegistryError.UNSUPPORTED_TYPE, "HTTP 415 Unsupported Type");
        }
    }

    /// Throws [RegistryFailure] if the client may not change anything.
    void checkWriter(HttpRequest request) {
        boolean may =
                switch (writers) {
                    case NONE -> false;
                    case LOCAL -> isLoopback(request.remoteAddress());
                    case ALL -> true;
                };
        if (!may) {
            throw new RegistryFailure(
                    RegistryError.DENIED,
                    "The registry is read-only for this client; see --registry-writers");
        }
    }

    private boolean known(String name) {
        return isAddress(name)
                || name.equals("localhost")
                || names.stream().anyMatch(each -> each.equalsIgnoreCase(name));
    }

    /// The host without its port.
    private static String name(String host) {
        String given = host.strip().toLowerCase(Locale.ROOT);
        int end = given.startsWith("[") ? given.indexOf(']') + 1 : given.indexOf(':');
        return end <= 0 ? given : given.substring(0, end);
    }

    /// Names resolve to what their owner wants; addresses are what they are.
    private static boolean isAddress(String name) {
        boolean six = name.startsWith("[") && name.endsWith("]");
        return six || name.matches("[0-9]{1,3}([.][0-9]{1,3}){3}");
    }

    private static boolean isJson(String type) {
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return JSON_TYPES.contains(plain);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
