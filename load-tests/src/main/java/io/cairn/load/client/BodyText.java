package io.cairn.load.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Keeps the start of a body as text, for the small XML documents that a client must read.
public final class BodyText implements BodySink {
    private static final int BYTES_MAX = 4 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void accept(ByteBuffer piece) {
        byte[] taken = new byte[Math.min(piece.remaining(), BYTES_MAX - bytes.size())];
        piece.get(taken);
        bytes.writeBytes(taken);
    }

    /// The text so far.
    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// What stands between the first `<name>` and its end, still escaped; empty if there is none.
    public static String element(String xml, String name) {
        int start = xml.indexOf("<" + name + ">");
        int end = xml.indexOf("</" + name + ">", start + 1);
        return start < 0 || end < 0 ? "" : xml.substring(start + name.length() + 2, end);
    }
}
