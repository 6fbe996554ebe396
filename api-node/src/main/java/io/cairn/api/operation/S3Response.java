package io.cairn.api.operation;

import io.cairn.api.xml.XmlWriter;
import io.cairn.blobs.BlobStore;
import java.io.IOException;
import java.util.List;

/// The answer to a request, not yet sent.
public sealed interface S3Response {
    /// The usual success.
    int OK = 200;

    /// Success without a body.
    int NO_CONTENT = 204;

    /// A part of an object.
    int PARTIAL = 206;

    /// One header.
    record Header(String name, String value) {}

    /// An answer whose body is at hand.
    record Whole(int status, List<Header> headers, byte[] body) implements S3Response {
        public Whole {
            headers = List.copyOf(headers);
        }
    }

    /// An answer to HEAD, whose body would have `contentLength` bytes.
    record HeadOnly(int status, List<Header> headers, long contentLength) implements S3Response {
        public HeadOnly {
            headers = List.copyOf(headers);
        }
    }

    /// An answer whose body is read while it is sent. The sender closes `content`.
    record Streamed(int status, List<Header> headers, long contentLength, BlobStore.Content content)
            implements S3Response {
        public Streamed {
            headers = List.copyOf(headers);
        }
    }

    /// An answer that may take long. If it does, status 200 and white space are sent to keep the
    /// connection alive, and a failure is sent as a document behind them.
    record Slow(Work work) implements S3Response {}

    /// Makes the answer of a [Slow].
    interface Work {
        /// The answer; runs once.
        Whole run() throws IOException;
    }

    /// 200 without a body.
    static Whole ok(Header... headers) {
        return new Whole(OK, List.of(headers), new byte[0]);
    }

    /// 204.
    static Whole noContent() {
        return new Whole(NO_CONTENT, List.of(), new byte[0]);
    }

    /// 200 with a document.
    static Whole xml(XmlWriter document, List<Header> headers) {
        List<Header> all = new java.util.ArrayList<>(headers);
        all.add(new Header("Content-Type", "application/xml"));
        return new Whole(OK, all, document.toBytes());
    }

    /// 200 with a document.
    static Whole xml(XmlWriter document) {
        return xml(document, List.of());
    }
}
