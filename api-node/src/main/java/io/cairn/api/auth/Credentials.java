package io.cairn.api.auth;

import java.util.Optional;

/// The access keys that are in force. Safe for use by many threads; asked once for every request,
/// so it answers from memory.
@FunctionalInterface
public interface Credentials {
    /// The key of this id.
    Optional<AccessKey> find(String accessKeyId);

    /// Credentials that know one key only.
    static Credentials of(AccessKey key) {
        return id -> key.id().equals(id) ? Optional.of(key) : Optional.empty();
    }

    /// An access key: its id, its secret, and the principal that it stands for.
    record AccessKey(String id, String secret, String principal) {
        /// Without the secret, so that it cannot get into a log.
        @Override
        public String toString() {
            return "AccessKey[" + id + ", " + principal + "]";
        }
    }
}
