package io.cairn.api.http;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.xml.MalformedXmlException;
import io.cairn.blobs.BlobRefusedException;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.platform.Throttle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Maps what an operation threw to the S3 error of the answer. A 503 says that the request did not
/// happen and will not happen. A 500 says that it may have happened: the client has to look, or to
/// send it again.
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final Throttle REFUSALS = Throttle.fromNow(Duration.ofSeconds(1));

    private Failures() {}

    /// The error. An unexpected exception is logged under the id of the request.
    static S3Exception error(Exception thrown, String requestId) {
        return switch (thrown) {
            case S3Exception failure -> failure;
            case MalformedXmlException _ -> S3Error.MalformedXML.exception();
            case NamespaceUnavailableException unavailable -> {
                LOG.warn("request {}: {}", requestId, unavailable.getMessage());
                yield S3Error.ServiceUnavailable.exception();
            }
            case OutcomeUnknownException unknown -> {
                LOG.warn("request {}: {}", requestId, unknown.getMessage());
                yield S3Error.InternalError.exception();
            }
            case BlobUnavailableException unavailable -> {
                LOG.warn("request {}: {}", requestId, unavailable.getMessage());
                yield S3Error.ServiceUnavailable.exception();
            }
            case NamespaceRefusedException refused -> {
                logRefusal(requestId, refused);
                yield slowDown(String.valueOf(refused.getMessage()));
            }
            case BlobRefusedException refused -> {
                logRefusal(requestId, refused);
                yield slowDown(refused.words());
            }
            default -> {
                LOG.error("request {} failed", requestId, thrown);
                yield S3Error.InternalError.exception();
            }
        };
    }

    /// Logs at most one refusal a second: a full drive refuses every write.
    private static void logRefusal(String requestId, RuntimeException refused) {
        if (REFUSALS.isDue()) {
            LOG.warn("request {}, perhaps others too: {}", requestId, refused.getMessage());
        }
    }

    /// SlowDown, which every client understands, with the reason: the usual message does not say
    /// that drives are full.
    private static S3Exception slowDown(String why) {
        return S3Error.SlowDown.exception("Not possible now: " + why + ".");
    }
}
