package io.cairn.api.listing;

import io.cairn.api.error.S3Error;
import io.cairn.api.request.PercentCoding;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlWriter;

/// How a listing shows keys and prefixes: as they are, or encoded as `encoding-type` asks for.
public record ListingText(boolean encoded) {
    private static final String PARAMETER = "encoding-type";
    private static final String URL = "url";

    /// Reads the parameter. Throws InvalidArgument for any type but `url`.
    public static ListingText of(Query query) {
        String type = query.text(PARAMETER);
        if (!type.isEmpty() && !type.equals(URL)) {
            throw S3Error.InvalidArgument.exception("Invalid Encoding Method specified in Request")
                    .with("ArgumentName", PARAMETER)
                    .with("ArgumentValue", type);
        }
        return new ListingText(!type.isEmpty());
    }

    /// A key or prefix as it is shown.
    public String of(String text) {
        return encoded ? PercentCoding.formEncode(text) : text;
    }

    /// Says in a document that it is encoded.
    public void write(XmlWriter xml) {
        if (encoded) {
            xml.element("EncodingType", URL);
        }
    }
}
