package io.cairn.cli.kafka;

import io.cairn.cli.kafka.OuterRules.Verdict;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestHeader;
import org.jspecify.annotations.Nullable;

/// One outsider's connection: takes a request, has it judged, hands it to the broker and the answer
/// back, one at a time, as the broker itself would. Runs on a virtual thread of its own. What it
/// waits for, and since when, is for [OuterPort] to see, which closes it if that takes too long.
final class OuterConnection implements Runnable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int SHORT_BYTES_MAX = 2 * 1024;
    private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int READ_BYTES = 4 * 1024;

    /// The kind and version of a request, its number, and the length of the client's name.
    private static final int HEADER_BYTES_MIN = 10;

    private final Socket client;
    private final OuterLogin login;
    private final OuterRules rules;
    private final Shared shared;
    private @Nullable Broker broker;
    private volatile long sinceNanos;
    private volatile Duration patience;

    /// What all connections share.
    record Shared(
            OuterLimits limits,
            Semaphore working,
            Semaphore longer,
            Semaphore large,
            Semaphore undelivered,
            Counts counts) {
        Shared(OuterLimits limits, Counts counts) {
            this(
                    limits,
                    new Semaphore(limits.requestsAtOnce(), true),
                    new Semaphore(1, true),
                    new Semaphore(limits.largeRequestsAtOnce(), true),
                    new Semaphore(limits.undeliveredBytesMax()),
                    counts);
        }
    }

    /// The connection to the broker.
    private record Broker(Socket socket, DataInputStream in, OutputStream out) {}

    /// Is told why connections were closed.
    interface Counts {
        void closed(String reason);
    }

    OuterConnection(Socket client, OuterLogin login, OuterRules rules, Shared shared) {
        this.client = client;
        this.login = login;
        this.rules = rules;
        this.shared = shared;
        this.sinceNanos = System.nanoTime();
        this.patience = shared.limits().requestPatience();
    }

    @Override
    public void run() {
        try {
            DataInputStream in = buffered(client);
            do {
                await(shared.limits().idlePatience());
            } while (serve(in, client.getOutputStream()));
        } catch (EOFException e) {
            // One of the two has said all that it wanted to.
        } catch (IOException e) {
            shared.counts().closed("connections that broke off");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private static DataInputStream buffered(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_BYTES));
    }

    /// Serves one request; false if the connection is to be closed.
    private boolean serve(DataInputStream in, OutputStream out)
            throws IOException, InterruptedException {
        int length = in.readInt();
        await(shared.limits().requestPatience());
        if (length < HEADER_BYTES_MIN) {
            return refuse("frames that are too short");
        }
        short kind = in.readShort();
        if (length > rules.bytesMax(kind)) {
            return refuse("frames that are too long");
        }
        boolean large = length > shared.limits().requestBytesMax();
        if (large && !shared.large().tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return refuse("long requests beside too many others");
        }
        try {
            ByteBuffer request = ByteBuffer.allocate(length).putShort(kind);
            in.readFully(request.array(), Short.BYTES, length - Short.BYTES);
            return switch (rules.judge(request.rewind(), System.nanoTime())) {
                case Verdict.Malformed malformed -> refuse(malformed.reason());
                case Verdict.Answer answer -> {
                    // Who is refused and asks again at once would keep a core busy.
                    LockSupport.parkNanos(REFUSAL_NANOS);
                    deliver(answer.answer(), out);
                    yield true;
                }
                case Verdict.Forward forward -> forward(forward, request, out);
            };
        } finally {
            if (large) {
                shared.large().release();
            }
        }
    }

    private boolean forward(Verdict.Forward forward, ByteBuffer request, OutputStream out)
            throws IOException, InterruptedException {
        RequestHeader header = forward.header();
        await(shared.limits().answerPatience());
        Broker to = broker();
        if (header.apiKey() == ApiKeys.FETCH) {
            OuterLogin.write(to.out(), request);
            stream(to.in().readInt(), to.in(), out);
            return true;
        }
        Held answer = forward.waits() ? ask(to, request) : askInTurn(to, request);
        try {
            if (answer.bytes() == null) {
                return refuse("answers that are too long");
            }
            ByteBuffer bytes = ByteBuffer.wrap(answer.bytes());
            deliver(OuterAnswers.mayHide(header) ? OuterAnswers.hide(header, bytes) : bytes, out);
            return true;
        } finally {
            shared.undelivered().release(answer.counted());
        }
    }

    /// An answer in memory, of which so many bytes count as undelivered; null if it is too long.
    private record Held(byte @Nullable [] bytes, int counted) {}

    /// Asks when the broker has a thread to spare; only one of them for what is not short.
    private Held askInTurn(Broker to, ByteBuffer request) throws IOException, InterruptedException {
        boolean isShort = request.remaining() <= SHORT_BYTES_MAX;
        if (!isShort) {
            shared.longer().acquire();
        }
        try {
            shared.working().acquire();
            try {
                return ask(to, request);
            } finally {
                shared.working().release();
            }
        } finally {
            if (!isShort) {
                shared.longer().release();
            }
        }
    }

    private Held ask(Broker to, ByteBuffer request) throws IOException {
        OuterLogin.write(to.out(), request);
        int length = to.in().readInt();
        int counted = length > CHUNK_BYTES ? length : 0;
        if (length > shared.limits().answerBytesMax()
                || !shared.undelivered().tryAcquire(counted)) {
            return new Held(null, 0);
        }
        boolean done = false;
        try {
            Held held = new Held(to.in().readNBytes(length), counted);
            done = true;
            return held;
        } finally {
            if (!done) {
                shared.undelivered().release(counted);
            }
        }
    }

    /// The broker, asked for the first time when there is something to ask.
    private Broker broker() throws IOException {
        Broker known = broker;
        if (known == null) {
            Socket opened = login.open();
            known = new Broker(opened, buffered(opened), opened.getOutputStream());
            synchronized (this) {
                broker = known;
            }
            if (client.isClosed()) {
                throw new EOFException();
            }
        }
        return known;
    }

    /// Hands on an answer of any length that the broker takes from its files while it is sent.
    private void stream(int length, InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[Math.min(CHUNK_BYTES, length + Integer.BYTES)];
        ByteBuffer.wrap(chunk).putInt(length);
        int filled = Integer.BYTES;
        int left = length;
        while (left > 0 || filled > 0) {
            int read = in.readNBytes(chunk, filled, Math.min(left, chunk.length - filled));
            left -= read;
            await(shared.limits().deliveryPatience());
            out.write(chunk, 0, filled + read);
            filled = 0;
            if (read == 0 && left > 0) {
                throw new EOFException();
            }
        }
    }

    private void deliver(ByteBuffer answer, OutputStream out) throws IOException {
        await(shared.limits().deliveryPatience());
        OuterLogin.write(out, answer);
    }

    private boolean refuse(String reason) {
        shared.counts().closed(reason);
        return false;
    }

    private void await(Duration newPatience) {
        patience = newPatience;
        sinceNanos = System.nanoTime();
    }

    /// For how long nothing has happened.
    long silentNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    boolean overdue(long nowNanos) {
        return silentNanos(nowNanos) > patience.toNanos();
    }

    InetAddress address() {
        return client.getInetAddress();
    }

    /// Ends it, from any thread.
    void close() {
        closeQuietly(client);
        synchronized (this) {
            if (broker != null) {
                closeQuietly(broker.socket());
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
