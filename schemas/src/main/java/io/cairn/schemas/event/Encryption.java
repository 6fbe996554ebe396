package io.cairn.schemas.event;

/// How the bytes of an object are encrypted, as a client sees it. `scheme` is S3's own word:
/// `AES256`, `aws:kms`, `aws:kms:dsse`, or `SSE-C` for a key that the client brings. `keyId` names
/// the key that seals the data key; for `SSE-C` it is a digest by which the client's key is
/// recognised. What it takes to read the bytes is the [Seal] of each blob.
public record Encryption(String scheme, String keyId) {}
