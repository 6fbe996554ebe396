package io.cairn.api.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class XmlElementTest {
    private static XmlElement parse(String text) {
        return XmlElement.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parse_ofNamespacesCommentsAndReferences_keepsNamesAndText() {
        XmlElement root =
                parse(
                        "<?xml version=\"1.0\"?><!-- c --><s:Delete xmlns:s=\"urn:x\">"
                                + "<s:Object a=\"b\"><Key> a&amp;&#x263A;<![CDATA[<b>]]></Key></s:Object>"
                                + "<Object/></s:Delete>");
        assertThat(root.name()).isEqualTo("Delete");
        assertThat(root.children("Object")).hasSize(2);
        assertThat(root.children().getFirst().childText("Key")).contains(" a&\u263A<b>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a>&undefined;</a>",
                "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>",
                "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
                "<a>\u0001</a>"
            })
    void parse_ofWhatIsNoPlainDocument_isMalformed(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedXmlException.class);
    }

    @Test
    void parse_ofDeepNesting_isMalformed() {
        assertThatThrownBy(() -> parse("<a>".repeat(20) + "</a>".repeat(20)))
                .isInstanceOf(MalformedXmlException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" xmlns:a%d='x'", " a%d='x'", " xmlns:a%d=\"x\""})
    void parse_ofTagsWithVeryManyAttributes_isMalformedAtOnce(String attribute) {
        for (int count : new int[] {17, 200_000}) {
            StringBuilder text = new StringBuilder("<Delete><Object");
            for (int i = 0; i < count; i++) {
                text.append(attribute.formatted(i));
            }
            String document = text.append("/></Delete>").toString();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () ->
                            assertThatThrownBy(() -> parse(document))
                                    .isInstanceOf(MalformedXmlException.class));
        }
    }

    @Test
    void parse_ofLongTagsOrVeryManyElements_isMalformed() {
        for (String text :
                new String[] {
                    "<a" + "b".repeat(5000) + "/>",
                    "<a b='" + "&quot;".repeat(1000) + "'/>",
                    "<a>" + "<b/>".repeat(500_001) + "</a>"
                }) {
            assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedXmlException.class);
        }
    }

    @Test
    void parse_ofMarksThatAreNoTags_goesOn() {
        assertThat(parse("<a b='>'><!-- <b --><![CDATA[<c d='e']]><?p <?><d/></a>").children())
                .hasSize(1);
    }

    @Test
    void parse_ofBytesThatAreNoUtf8_isMalformedAndPrintsNothing() {
        byte[] ebcdic = "<a/>".getBytes(Charset.forName("IBM037"));
        byte[] wide = "<a/>".getBytes(StandardCharsets.UTF_16);
        byte[] broken = {'<', 'a', '>', (byte) 0xFF, '<', '/', 'a', '>'};
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            for (byte[] document : new byte[][] {ebcdic, wide, broken}) {
                assertThatThrownBy(() -> XmlElement.parse(document))
                        .isInstanceOf(MalformedXmlException.class);
            }
            assertThatThrownBy(() -> parse("<a")).isInstanceOf(MalformedXmlException.class);
        } finally {
            System.setErr(before);
        }
        assertThat(printed.size()).isZero();
        assertThat(parse("\uFEFF<?xml version='1.0' encoding='UTF-8'?><a/>").name()).isEqualTo("a");
    }

    @Test
    void parse_ofTheLargestRequests_isWithinTheParsersLimits() {
        String part =
                "<Part><PartNumber>1</PartNumber><ETag>&quot;0123456789abcdef0123456789abcdef&quot;"
                        + "</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>";
        XmlElement complete = parse("<C>" + part.repeat(10_000) + "</C>");
        assertThat(complete.children()).hasSize(10_000);
        String object = "<Object><Key>" + "&#x1F600;&amp;".repeat(200) + "</Key></Object>";
        XmlElement delete = parse("<Delete>" + object.repeat(1000) + "</Delete>");
        assertThat(delete.children().getLast().childText("Key").orElse("")).hasSize(600);
    }

    @Test
    void writer_escapesWhatXmlCannotHold() {
        byte[] bytes =
                new XmlWriter()
                        .open("K")
                        .text("a&<>\"\u0001\r\n\t\uFFFF\uD83D\uDE00")
                        .close("K")
                        .toBytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .endsWith("<K>a&amp;&lt;&gt;&quot;&#x1;&#13;\n\t&#xffff;\uD83D\uDE00</K>");
    }
}
