package io.cairn.load.client;

/// An access key with its secret, and the region that signatures name.
public record Credentials(String accessKey, String secretKey, String region) {
    @Override
    public String toString() {
        return "Credentials[" + accessKey + ", " + region + "]";
    }
}
