package io.cairn.schemas.event;

/// The bytes are a whole record, but of a kind that only a newer release knows. Whoever reads them
/// must stop: to skip the record would be to decide otherwise than that release.
public final class NewerReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NewerReleaseException(String message) {
        super(message);
    }

    public NewerReleaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
