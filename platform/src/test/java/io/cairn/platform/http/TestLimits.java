package io.cairn.platform.http;

/// The default limits but for a few.
final class TestLimits {
    private TestLimits() {}

    static HttpLimits of(int connectionsMax, int connectionsSpare, long headsBytesMax) {
        HttpLimits all = HttpLimits.DEFAULT;
        return new HttpLimits(
                all.ioThreads(),
                all.backlog(),
                connectionsMax,
                connectionsSpare,
                all.headerBytesMax(),
                all.headersMax(),
                all.parametersMax(),
                headsBytesMax,
                all.idleTimeout(),
                all.keepAliveTimeout(),
                all.parseTimeout(),
                all.drainTimeout(),
                all.drainBytesMax(),
                all.lingerBytesMax());
    }
}
