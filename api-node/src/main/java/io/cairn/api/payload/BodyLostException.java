package io.cairn.api.payload;

import java.io.IOException;

/// The client's connection broke while its body was read.
public final class BodyLostException extends IOException {
    private static final long serialVersionUID = 1;

    BodyLostException(IOException cause) {
        super(cause.toString(), cause);
    }
}
