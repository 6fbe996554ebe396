package io.cairn.api.object;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.Checksum;
import java.util.Optional;

/// Checksums in documents.
public final class ChecksumXml {
    private ChecksumXml() {}

    /// Writes the element of a checksum, and its type if `typed`.
    public static void write(Optional<Checksum> checksum, boolean typed, XmlWriter xml) {
        if (checksum.isEmpty()) {
            return;
        }
        Checksum sum = checksum.get();
        xml.element(ChecksumHeaders.element(sum.algorithm()), sum.text());
        if (typed) {
            xml.element("ChecksumType", ObjectHeaders.type(sum));
        }
    }

    /// Writes a checksum and its type as GetObjectAttributes does: a composite one without the
    /// number of its parts, which stands elsewhere in that document.
    static void writeBare(Optional<Checksum> checksum, XmlWriter xml) {
        checksum.ifPresent(sum -> {
            Checksum bare = new Checksum(sum.algorithm(), sum.value(), 0);
            xml.element(ChecksumHeaders.element(sum.algorithm()), bare.text());
            xml.element("ChecksumType", ObjectHeaders.type(sum));
        });
    }
}
