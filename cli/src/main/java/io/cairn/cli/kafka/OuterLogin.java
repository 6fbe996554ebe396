package io.cairn.cli.kafka;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.requests.SaslHandshakeResponse;

/// Opens connections to the broker in the name of outsiders. The broker's listener for them is on
/// loopback; the secret keeps others on this machine from passing by the outer port's limits.
final class OuterLogin {
    private static final int ANSWER_BYTES_MAX = 16 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final short HANDSHAKE_VERSION = 1;
    private static final short AUTHENTICATE_VERSION = 2;

    private final InetSocketAddress broker;
    private final String user;
    private final String secret;

    OuterLogin(InetSocketAddress broker, String user, String secret) {
        this.broker = broker;
        this.user = user;
        this.secret = secret;
    }

    /// A connection that the broker takes requests from. Throws IOException if it does not.
    Socket open() throws IOException {
        Socket socket = new Socket();
        boolean done = false;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(broker, CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            login(socket);
            socket.setSoTimeout(0);
            done = true;
            return socket;
        } finally {
            if (!done) {
                socket.close();
            }
        }
    }

    private void login(Socket socket) throws IOException {
        SaslHandshakeRequest handshake =
                new SaslHandshakeRequest.Builder(
                                new SaslHandshakeRequestData().setMechanism("PLAIN"))
                        .build(HANDSHAKE_VERSION);
        AbstractResponse greeted = ask(socket, ApiKeys.SASL_HANDSHAKE, handshake);
        byte[] token = ("\0" + user + "\0" + secret).getBytes(StandardCharsets.UTF_8);
        SaslAuthenticateRequest authenticate =
                new SaslAuthenticateRequest.Builder(
                                new SaslAuthenticateRequestData().setAuthBytes(token))
                        .build(AUTHENTICATE_VERSION);
        AbstractResponse admitted = ask(socket, ApiKeys.SASL_AUTHENTICATE, authenticate);
        boolean in =
                greeted instanceof SaslHandshakeResponse first
                        && first.data().errorCode() == 0
                        && admitted instanceof SaslAuthenticateResponse second
                        && second.data().errorCode() == 0;
        if (!in) {
            throw new IOException("the broker does not admit the outer port");
        }
    }

    private static AbstractResponse ask(Socket socket, ApiKeys kind, AbstractRequest request)
            throws IOException {
        RequestHeader header = new RequestHeader(kind, request.version(), "cairn-outer-port", 0);
        ByteBuffer bytes = request.serializeWithHeader(header);
        write(socket.getOutputStream(), bytes);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        if (length < 0 || length > ANSWER_BYTES_MAX) {
            throw new IOException("the broker answers a login with " + length + " bytes");
        }
        return AbstractResponse.parseResponse(ByteBuffer.wrap(in.readNBytes(length)), header);
    }

    /// Writes a frame: the length, then the bytes.
    static void write(OutputStream out, ByteBuffer bytes) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + bytes.remaining());
        frame.putInt(bytes.remaining()).put(bytes.duplicate());
        out.write(frame.array());
    }
}
