package io.cairn.load.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.crypto.Mac;

/// Signs requests with AWS Signature Version 4 over the headers host, x-amz-content-sha256 and
/// x-amz-date. One per worker: it keeps the date of the second, the key of the day and its buffers
/// between requests, so that a signature costs two hashes and no more. Not thread-safe.
final class RequestSigner {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAY_CHARS = 8;
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

    private final Credentials credentials;
    private final String host;
    private final Clock clock;
    private final MessageDigest sha256 = Hashes.sha256();
    private final AsciiText canonical = new AsciiText();
    private final AsciiText toSign = new AsciiText();
    private long second = Long.MIN_VALUE;
    private String date = "";
    private String scope = "";
    private Mac dayKey = Hashes.hmac(new byte[1]);

    RequestSigner(Credentials credentials, String host, Clock clock) {
        this.credentials = credentials;
        this.host = host;
        this.clock = clock;
    }

    /// Adds the lines of the signature's headers to the head of the request.
    void addHeaders(Request request, AsciiText head) {
        refresh();
        String hash = request.payload().hash();
        canonical.clear().add(request.method()).add('\n').add(request.path()).add('\n');
        canonical.add(request.query()).add("\nhost:").add(host);
        canonical.add("\nx-amz-content-sha256:").add(hash).add("\nx-amz-date:").add(date);
        canonical.add("\n\n").add(SIGNED_HEADERS).add('\n').add(hash);
        toSign.clear().add(ALGORITHM).add('\n').add(date).add('\n').add(scope).add('\n');
        toSign.addHex(canonical.digest(sha256));
        head.add("x-amz-date: ").add(date).add("\r\nx-amz-content-sha256: ").add(hash);
        head.add("\r\nauthorization: ").add(ALGORITHM).add(" Credential=");
        head.add(credentials.accessKey()).add('/').add(scope).add(",SignedHeaders=");
        head.add(SIGNED_HEADERS).add(",Signature=").addHex(toSign.sign(dayKey)).add("\r\n");
    }

    private void refresh() {
        long now = Math.floorDiv(clock.millis(), 1000L);
        if (now == second) {
            return;
        }
        second = now;
        String previousDay = date.isEmpty() ? "" : date.substring(0, DAY_CHARS);
        date = DATE.format(Instant.ofEpochSecond(now));
        String day = date.substring(0, DAY_CHARS);
        if (!day.equals(previousDay)) {
            scope = day + "/" + credentials.region() + "/s3/aws4_request";
            dayKey = dayKey(day);
        }
    }

    private Mac dayKey(String day) {
        byte[] key = ascii("AWS4" + credentials.secretKey());
        for (String part : new String[] {day, credentials.region(), "s3", "aws4_request"}) {
            key = Hashes.hmac(key).doFinal(ascii(part));
        }
        return Hashes.hmac(key);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
