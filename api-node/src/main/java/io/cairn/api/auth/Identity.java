package io.cairn.api.auth;

/// Who sends a request, proved.
public record Identity(String accessKeyId, String principal) {}
