package io.cairn.api.auth;

/// A proved identity and how the body of its request is signed.
public record Authentication(Identity identity, BodySigning body) {}
