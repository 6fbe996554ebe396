package io.cairn.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// The examples of AWS's own page "Signature Calculations for the Authorization Header".
class RequestSignerTest {
    private static final Credentials CREDENTIALS =
            new Credentials(
                    "AKIAIOSFODNN7EXAMPLE",
                    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    "us-east-1");
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void addHeaders_exampleOfListing_givesThePublishedSignature() {
        assertThat(signed("max-keys=2&prefix=J"))
                .contains(
                        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request",
                        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
                                + "\r\n");
    }

    @Test
    void addHeaders_exampleOfLifecycle_givesThePublishedSignature() {
        assertThat(signed("lifecycle="))
                .contains(
                        "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    private static String signed(String query) {
        AsciiText head = new AsciiText();
        new RequestSigner(CREDENTIALS, "examplebucket.s3.amazonaws.com", CLOCK)
                .addHeaders(new Request("GET", "/", query, "", Payload.NONE), head);
        return head.toString();
    }
}
