package io.cairn.api;

import io.cairn.api.auth.Credentials;
import io.cairn.api.operation.Authorizer;
import io.cairn.api.operation.RootAuthorizer;

/// Who may send requests, and what each sender may do.
public record AccessControl(Credentials credentials, Authorizer authorizer) {
    /// All who have an access key may do everything.
    public static AccessControl ofRoot(Credentials credentials) {
        return new AccessControl(credentials, new RootAuthorizer());
    }
}
