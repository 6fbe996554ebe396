package io.cairn.api.payload;

import io.cairn.api.auth.BodySigning;
import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.util.Base64;
import java.util.Optional;

/// What a client's headers say about the digests of its body. `trailer` is the checksum that is to
/// follow the body.
record Expectations(
        Optional<byte[]> md5,
        Optional<String> sha256Hex,
        Optional<Checksum> checksum,
        Optional<ChecksumAlgorithm> trailer) {
    private static final int MD5_BYTES = 16;

    static Expectations of(HttpRequest request, BodySigning signing) {
        Optional<Checksum> checksum = ChecksumHeaders.of(request);
        checksum.ifPresent(Expectations::refuseComposite);
        Optional<ChecksumAlgorithm> trailer = trailer(request, signing);
        if (checksum.isPresent() && trailer.isPresent()) {
            throw S3Error.InvalidRequest.exception(
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                            + " allowed.");
        }
        Optional<ChecksumAlgorithm> sent = checksum.map(Checksum::algorithm).or(() -> trailer);
        Optional<ChecksumAlgorithm> announced = ChecksumHeaders.announced(request);
        if (announced.isPresent()) {
            requireAnnounced(announced.get(), sent.orElseThrow(Expectations::announcedAndNotSent));
        }
        return new Expectations(
                request.header("Content-MD5").map(Expectations::md5),
                hash(signing),
                checksum,
                trailer);
    }

    /// The digests without the checksum headers.
    static Expectations ofSignature(HttpRequest request, BodySigning signing) {
        return new Expectations(
                request.header("Content-MD5").map(Expectations::md5),
                hash(signing),
                Optional.empty(),
                trailer(request, signing));
    }

    private static Optional<String> hash(BodySigning signing) {
        return signing instanceof BodySigning.Hashed(String hex)
                ? Optional.of(hex)
                : Optional.empty();
    }

    /// The algorithm of the checksum that the client sends, in a header or a trailer.
    Optional<ChecksumAlgorithm> algorithm() {
        return checksum.map(Checksum::algorithm).or(() -> trailer);
    }

    boolean hasDigest() {
        return md5.isPresent() || algorithm().isPresent();
    }

    private static void refuseComposite(Checksum checksum) {
        if (checksum.parts() > 0) {
            throw S3Error.InvalidRequest.exception(
                    "Value for "
                            + ChecksumHeaders.name(checksum.algorithm())
                            + " header is invalid.");
        }
    }

    private static Optional<ChecksumAlgorithm> trailer(HttpRequest request, BodySigning signing) {
        Optional<String> declared = request.header("x-amz-trailer").filter(h -> !h.isBlank());
        boolean framed = signing instanceof BodySigning.Chunked(_, boolean trailer) && trailer;
        if (declared.isPresent() && !framed) {
            throw S3Error.InvalidRequest.exception(
                    "x-amz-trailer needs a streaming payload with trailer");
        }
        return declared.map(ChecksumHeaders::algorithmOfHeader);
    }

    private static S3Exception announcedAndNotSent() {
        return S3Error.InvalidRequest.exception(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-*"
                        + " or x-amz-trailer headers were found.");
    }

    private static void requireAnnounced(ChecksumAlgorithm announced, ChecksumAlgorithm sent) {
        if (sent != announced) {
            throw S3Error.InvalidRequest.exception(
                    "Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }
    }

    private static byte[] md5(String text) {
        byte[] value;
        try {
            value = Base64.getDecoder().decode(text.strip());
        } catch (
                IllegalArgumentException e) { // What the decoder throws for text that is no Base64.
            throw S3Error.InvalidDigest.exception();
        }
        if (value.length != MD5_BYTES) {
            throw S3Error.InvalidDigest.exception();
        }
        return value;
    }
}
