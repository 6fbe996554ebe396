package io.cairn.api.http;

import io.cairn.api.blob.BlobRefusedException;
import io.cairn.api.blob.BlobUnavailableException;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.xml.MalformedXmlException;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.NamespaceUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which S3 error answers what an operation threw.
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /// The error; what nobody foresaw is logged under the request's id.
    static S3Exception error(Exception thrown, String requestId) {
        return switch (thrown) {
            case S3Exception failure -> failure;
            case MalformedXmlException _ -> S3Error.MalformedXML.exception();
            case NamespaceUnavailableException unavailable -> {
                LOG.warn("request {}: {}", requestId, unavailable.getMessage());
                yield S3Error.ServiceUnavailable.exception();
            }
            case BlobUnavailableException unavailable -> {
                LOG.warn("request {}: {}", requestId, unavailable.getMessage());
                yield S3Error.ServiceUnavailable.exception();
            }
            case NamespaceRefusedException refused -> {
                LOG.warn("request {}: {}", requestId, refused.getMessage());
                yield slowDown(String.valueOf(refused.getMessage()));
            }
            case BlobRefusedException refused -> {
                LOG.warn("request {}: {}", requestId, refused.getMessage());
                yield slowDown(refused.words());
            }
            default -> {
                LOG.error("request {} failed", requestId, thrown);
                yield S3Error.InternalError.exception();
            }
        };
    }

    /// SlowDown, which every client understands as "later", and why: that drives are full is not
    /// known from the usual words.
    private static S3Exception slowDown(String why) {
        return S3Error.SlowDown.exception("Not possible now: " + why + ".");
    }
}
