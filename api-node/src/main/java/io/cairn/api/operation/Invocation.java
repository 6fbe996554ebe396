package io.cairn.api.operation;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.Uuids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// One call of an AWS SDK, which sends the same request again until it hears an answer. Every
/// attempt names the call by the same UUID in `amz-sdk-invocation-id`, and `amz-sdk-request` counts
/// the attempts. `first` says that this is the first attempt, so that no other was decided before.
record Invocation(String accessKeyId, String id, boolean first) {
    private static final String ID_HEADER = "amz-sdk-invocation-id";
    private static final String ATTEMPT_HEADER = "amz-sdk-request";

    /// What is no UUID may be the same for every call of a client.
    private static final Pattern UUID_TEXT =
            Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final Pattern FIRST = Pattern.compile("(^|.*[;\\s])attempt=1([;\\s].*|$)");

    /// Keeps these ids apart from anything else that is a digest of the same bytes.
    private static final String DOMAIN = "cairn event of an invocation, 1";

    private static final long VERSION_MASK = 0xF000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    /// The call of a request; empty if the request names none.
    static Optional<Invocation> of(S3Request request) {
        return request.header(ID_HEADER)
                .filter(id -> UUID_TEXT.matcher(id).matches())
                .map(id ->
                        new Invocation(
                                request.identity().accessKeyId(),
                                id,
                                request.header(ATTEMPT_HEADER)
                                        .filter(text -> FIRST.matcher(text).matches())
                                        .isPresent()));
    }

    /// The id of the event by which this call asks for `asked` in a bucket, in life `life` of the
    /// event. It is a digest of all of these: the sender's access key is one, so nobody gets the
    /// outcome of another sender's event.
    EventId eventId(String bucket, BucketId bucketId, byte[] asked, int life) {
        MessageDigest digest = sha256();
        add(digest, DOMAIN.getBytes(StandardCharsets.UTF_8));
        add(digest, accessKeyId.getBytes(StandardCharsets.UTF_8));
        add(digest, id.getBytes(StandardCharsets.UTF_8));
        add(digest, bucket.getBytes(StandardCharsets.UTF_8));
        add(digest, Uuids.toBytes(bucketId.value()));
        add(digest, asked);
        digest.update(number(life));
        UUID bits = Uuids.fromBytes(digest.digest(), 0);
        return new EventId(
                new UUID(
                        bits.getMostSignificantBits() & ~VERSION_MASK | VERSION_8,
                        bits.getLeastSignificantBits() & ~VARIANT_MASK | VARIANT_2));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /// With their length before them no two lists of fields have the same bytes.
    private static void add(MessageDigest digest, byte[] field) {
        digest.update(number(field.length));
        digest.update(field);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }
}
