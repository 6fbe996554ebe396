package io.cairn.api.object;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.Checksum;

/// Checksums in documents.
public final class ChecksumXml {
    private ChecksumXml() {}

    /// Writes the element of a checksum, and its type if `typed`.
    public static void write(Checksum checksum, boolean typed, XmlWriter xml) {
        xml.element(ChecksumHeaders.element(checksum.algorithm()), checksum.text());
        if (typed) {
            xml.element("ChecksumType", ObjectHeaders.type(checksum));
        }
    }

    /// Writes a checksum and its type as GetObjectAttributes does: a composite one without the
    /// number of its parts, which stands elsewhere in that document.
    static void writeBare(Checksum checksum, XmlWriter xml) {
        Checksum bare = new Checksum(checksum.algorithm(), checksum.value(), 0);
        xml.element(ChecksumHeaders.element(checksum.algorithm()), bare.text());
        xml.element("ChecksumType", ObjectHeaders.type(checksum));
    }
}
