package io.cairn.cli.kafka;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.RequestHeader;

/// A bare connection to the outer port, which says whatever it is told to.
final class OuterClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SOON_MILLIS = 20;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    OuterClient(InetSocketAddress address) throws IOException {
        socket.connect(address);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /// Sends bytes as they are.
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// Announces a request of so many bytes.
    void announce(int length) throws IOException {
        send(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    /// Sends a request and waits for its answer.
    AbstractResponse ask(ApiKeys kind, AbstractRequest request) throws IOException {
        RequestHeader header = new RequestHeader(kind, request.version(), "test", 1);
        ByteBuffer bytes = request.serializeWithHeader(header);
        announce(bytes.remaining());
        send(bytes.array());
        byte[] answer = in.readNBytes(in.readInt());
        return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    }

    /// Asks for the metadata of topics.
    AbstractResponse askMetadata(List<String> topics) throws IOException {
        return ask(ApiKeys.METADATA, metadata(topics));
    }

    static MetadataRequest metadata(List<String> topics) {
        List<MetadataRequestData.MetadataRequestTopic> named =
                topics.stream()
                        .map(each -> new MetadataRequestData.MetadataRequestTopic().setName(each))
                        .toList();
        return new MetadataRequest(new MetadataRequestData().setTopics(named), (short) 9);
    }

    /// Reads what comes soon.
    void readSome() throws IOException {
        socket.setSoTimeout(SOON_MILLIS);
        try {
            in.skipNBytes(1);
        } catch (java.net.SocketTimeoutException e) {
            // Nothing comes.
        }
    }

    /// Waits until the other side closes, without a word; false if it says something.
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
