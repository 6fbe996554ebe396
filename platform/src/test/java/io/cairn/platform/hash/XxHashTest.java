package io.cairn.platform.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that the reference implementation (libxxhash, through the Python module `xxhash`) gives
/// for the first bytes of [#input].
final class XxHashTest {
    /// Byte `i` is the lowest of `7 i i + 31 i + 13 (i >> 8)`.
    private static byte[] input(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * i * 7 + i * 31 + (i >> 8) * 13);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "0, ef46db3751d8e999, 2d06800538d394c2, 99aa06d3014798d86001c324468d497f",
                "1, e934a84adb052768, c44bdff4074eecdb, a6cd5e9392000f6ac44bdff4074eecdb",
                "2, f7fe146544407b72, 9aaf71d6a8c4da34, 01719c582f2665609aaf71d6a8c4da34",
                "3, ee63b6b1185f2576, 09fa62ce4c680afd, 32e943e52e9a67f309fa62ce4c680afd",
                "4, 7442144d9b1db82f, 79957825ae360e50, 3aa9d89c10a9fb3e8c5a85d1c581f84c",
                "7, 52c166b9b37e03ed, ecce17a0daae0b52, 117d99cf9d4f4c57c9a71f9e3f42e24c",
                "8, 568d1366d4e432d7, 6f76cea09120eca3, c7915d57494aca31ada567529d6f9ba7",
                "9, c1d4f338252b47db, d1a16ab7aa368dfb, cf8f2e4d69a1df128ff712960b2cc27e",
                "12, b9c5b06795a287b2, 1889cea35c59cb49, ea62641011f28eaa3f09335ab3e246a9",
                "16, 611571d0758c2d7a, d2d2438706238265, 8c1f0f07767f4da2f14270682f1946fb",
                "17, 29943d270bea49af, a38fa88ad2e8141f, cd58d878e497335046fb1f7f08b306e0",
                "31, 23f8b100de8d8f88, aab160a89d1219b1, 3dd02d5e204687b06a5fa1bcfb38d0fd",
                "32, 895c9bb884e0ca02, 9f1c65d249c19b92, b2045c8033f789314830b49dcd9e03bf",
                "33, 008508548fe40f72, 875ea29737b0fe06, fcf4de4dc540a073ac6e597eec8bd94d",
                "64, 5f66c92467c00327, 5ef0b4fac22464ec, 6e3e99cb9eef2a6784f11c77451611f6",
                "65, d25edd32188ccd25, 88ab42dbb1a3beae, ed758a53a541a81742563671b1ddc407",
                "96, 7ca86b7836337739, b0f25e46f717d5d1, 41b5698fda259cee2c6a9da534acfbb5",
                "97, a61065b1989f455b, 2d6d845d4a551eaa, 0bae3956cb8daf3585bb6f2dce963176",
                "128, 771d82c6a8d0dc5c, d9a7fff055b79a44, 215c5d0e0c27eab08b87f8e79fc9ad79",
                "129, dacc75a46361faf0, f41dfd0a1c19fe9d, f36f350659ceb40775f4679f13a73de5",
                "160, 58476535ffab731e, 59e2f249fa4c567c, 418e6c758f4e17ded7efe0178f4f4e88",
                "191, c377cc33d7784894, 9e4937ac97c34950, d46c5151d3ffeae909bce4eace98bdca",
                "192, 0ce23bb0adc01e6e, f4aad805507aa62f, 8a41bd8a6025437d51594e3c54b598f6",
                "223, 477e21d4924e2693, 7cbd63a6813e25fe, 60dbcb8863796a13e48128528e495ff9",
                "224, 811ee036c6498ebb, 8a4680594a5183cf, c5eed6b35c2b217b45072f974b098dec",
                "239, 70a9eb6b8bc2c8fe, 836f77108b529493, a0a9c9b911479bccabea2122a04fa1a5",
                "240, ef817967aec3c436, e23324e4c8a041ed, 0da955142eadeb1182b34f151aff7b64",
                "241, 8ffc269be8334643, 30ca188aa84358a4, b03ed83314c8dfca30ca188aa84358a4",
                "255, f3902fb5ba93e5cb, d5f9d72ef979e8ed, a40f696a3ca34370d5f9d72ef979e8ed",
                "256, 94e2f8ce7d5e7453, 35cc4f9c49d76abb, d419ee1232b73f0835cc4f9c49d76abb",
                "257, acaf3e444f1081ae, 6b4ee082b9fc1a84, d679b2c7022426526b4ee082b9fc1a84",
                "511, c547ebf9e0141fef, f9a78d47cba8d507, e17fc834acac22dff9a78d47cba8d507",
                "512, 4bc2bae4c180cf96, 6b503be898144b3e, 7c403c865a1793666b503be898144b3e",
                "1023, b17facb763b3879a, fb6928669eb5fa97, 219cc4a6a85cb3c2fb6928669eb5fa97",
                "1024, 61df152bb0bc1325, b955f9c88883ffbc, d346930575ccd475b955f9c88883ffbc",
                "1025, 6e73bf711a7004b3, efb384d6ca000174, 6afd454ed21ff168efb384d6ca000174",
                "1087, 1744225d0bb2545d, 14138bae351cb854, c35aef37755536cd14138bae351cb854",
                "1088, 10f0965b19bf7650, 26aa18aa5c33a0fa, ce7085e29792a7e326aa18aa5c33a0fa",
                "1089, 0cc192dfe468df8e, 116d61242dee02b5, 852884d3ef586d85116d61242dee02b5",
                "2047, 028d74fb7fd6701b, ed690d9e6a5ad361, cda5891a7cbef354ed690d9e6a5ad361",
                "2048, 3da867013d74101c, 8ca30ac51c527e73, 12d3a13beb1451508ca30ac51c527e73",
                "2049, 110ccb908e03dadf, f106c92ac7362c7a, b949da63c1617e82f106c92ac7362c7a",
                "4096, 1f0e00877b6ca59c, 8d5a39475aa2ca73, bb3b00a40d0b55518d5a39475aa2ca73",
                "10000, 7707108d652c7d64, 26d53beada4768e6, 24da5c80692443d126d53beada4768e6",
                "65537, 89b43e797345ccfb, 157c390563eea7b5, 6074c4b652a7ed92157c390563eea7b5"
            })
    void hash_ofKnownBytes_isThatOfTheReference(
            int length, String xxh64, String xxh3, String xxh128) {
        Hashes hashes = new Hashes();
        hashes.update(input(length), 0, length);
        assertThat(hashes.text()).isEqualTo(xxh64 + " " + xxh3 + " " + xxh128);
    }

    @Test
    void hash_ofPieces_isThatOfTheWhole() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(5_000)];
            random.nextBytes(bytes);
            Hashes whole = new Hashes();
            whole.update(bytes, 0, bytes.length);
            Hashes pieces = new Hashes();
            int longest = 1 + random.nextInt(2_000);
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(random.nextInt(longest + 1), bytes.length - at);
                pieces.update(bytes, at, length);
                at += length;
            }
            assertThat(pieces.text()).as("round %d", round).isEqualTo(whole.text());
            assertThat(pieces.text()).isEqualTo(whole.text());
        }
    }

    @Test
    void value_askedForInBetween_changesNothing() {
        byte[] bytes = input(3_000);
        Hashes asked = new Hashes();
        for (int at = 0; at < bytes.length; at += 100) {
            asked.update(bytes, at, 100);
            Hashes soFar = new Hashes();
            soFar.update(bytes, 0, at + 100);
            assertThat(asked.text()).isEqualTo(soFar.text());
        }
    }

    /// All three hashes of the same bytes.
    private static final class Hashes {
        private final XxHash64 xxh64 = new XxHash64();
        private final XxHash3 xxh3 = new XxHash3();

        void update(byte[] bytes, int offset, int length) {
            xxh64.update(bytes, offset, length);
            xxh3.update(bytes, offset, length);
        }

        String text() {
            HexFormat hex = HexFormat.of();
            long[] wide = xxh3.value128();
            return hex.toHexDigits(xxh64.value())
                    + " "
                    + hex.toHexDigits(xxh3.value64())
                    + " "
                    + hex.toHexDigits(wide[0])
                    + hex.toHexDigits(wide[1]);
        }
    }
}
