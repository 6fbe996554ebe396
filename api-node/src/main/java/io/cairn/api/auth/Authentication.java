package io.cairn.api.auth;

import io.cairn.api.request.ParametersAsHeaders;

/// A proved identity, how the request body is signed, and the query parameters that are signed as
/// if they were headers.
public record Authentication(
        Identity identity, BodySigning body, ParametersAsHeaders.Which parameters) {}
