package io.cairn.api.auth;

import io.cairn.api.request.ParametersAsHeaders;

/// A proved identity, how the body of its request is signed, and which parameters of its query are
/// signed as headers are.
public record Authentication(
        Identity identity, BodySigning body, ParametersAsHeaders.Which parameters) {}
