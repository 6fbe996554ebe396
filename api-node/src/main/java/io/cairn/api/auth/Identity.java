package io.cairn.api.auth;

import java.util.OptionalLong;

/// Who sends a request, proved, and when it was signed by the sender's clock, in milliseconds since
/// the epoch. A URL that is signed by version 2 does not say when.
public record Identity(String accessKeyId, String principal, OptionalLong signedMillis) {}
