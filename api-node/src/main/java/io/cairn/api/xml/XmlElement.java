package io.cairn.api.xml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An element of a document that a client sent: its name without prefix, its own text, and its
/// children. Attributes and namespaces are not kept.
public record XmlElement(String name, String text, List<XmlElement> children) {
    private static final int DEPTH_MAX = 16;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final XMLInputFactory FACTORY = factory();

    public XmlElement {
        children = List.copyOf(children);
    }

    /// Parses a document in UTF-8. Throws [MalformedXmlException] for text that is no XML, for a
    /// document type, and for a document that is nested too deeply or has tags that are too long.
    public static XmlElement parse(byte[] document) {
        String text = decode(document);
        Markup.check(text);
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(text));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new MalformedXmlException("document type");
                }
            }
            XmlElement root = read(reader, 1);
            while (reader.hasNext()) {
                reader.next();
            }
            return root;
        } catch (XMLStreamException | NoSuchElementException e) {
            // The reader throws NoSuchElementException if it is asked for more behind the end.
            throw new MalformedXmlException(String.valueOf(e.getMessage()));
        }
    }

    /// The first child of this name.
    public Optional<XmlElement> child(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).findFirst();
    }

    /// All children of this name.
    public List<XmlElement> children(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    /// The text of the first child of this name.
    public Optional<String> childText(String childName) {
        return child(childName).map(XmlElement::text);
    }

    private static XmlElement read(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEPTH_MAX) {
            throw new MalformedXmlException("nested too deeply");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(read(reader, depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlElement(name, text.toString(), children);
                }
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE ->
                        text.append(reader.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                default -> throw new MalformedXmlException("unexpected content");
            }
        }
    }

    /// The text of a document. The parser gets characters, not bytes: it prints bytes that it does
    /// not understand, and reads bytes in any encoding that they name.
    private static String decode(byte[] document) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(document))
                            .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new MalformedXmlException("not UTF-8");
        }
    }

    /// A factory that knows no document types. The JDK also limits the characters that references
    /// like `&quot;` stand for, to 100,000 in all, which 10,000 quoted ETags exceed; without
    /// document types nothing can grow by references, and the size of a document is limited
    /// elsewhere.
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        return factory;
    }
}
