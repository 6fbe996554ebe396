package io.cairn.cli.registry;

/// The errors of the Confluent Schema Registry API, with its codes. The HTTP status is the first
/// three digits of the code.
enum RegistryError {
    SUBJECT_NOT_FOUND(40401),
    VERSION_NOT_FOUND(40402),
    SCHEMA_NOT_FOUND(40403),
    SUBJECT_SOFT_DELETED(40404),
    SUBJECT_NOT_SOFT_DELETED(40405),
    VERSION_SOFT_DELETED(40406),
    VERSION_NOT_SOFT_DELETED(40407),
    NO_SUBJECT_COMPATIBILITY(40408),
    NO_SUBJECT_MODE(40409),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    UNSUPPORTED_TYPE(415),
    TOO_MANY(429),
    DENIED(40301),
    INCOMPATIBLE(40901),
    INVALID_SCHEMA(42201),
    INVALID_VERSION(42202),
    INVALID_COMPATIBILITY(42203),
    INVALID_MODE(42204),
    NOT_PERMITTED(42205),
    TOO_LARGE(42209),
    MALFORMED(400),
    BUSY(503),
    STORE(50001);

    private static final int STATUS_MAX = 999;
    private static final int CODES_PER_STATUS = 100;

    private final int code;

    RegistryError(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    int status() {
        return code > STATUS_MAX ? code / CODES_PER_STATUS : code;
    }
}
