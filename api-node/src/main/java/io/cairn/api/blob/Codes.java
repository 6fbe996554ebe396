package io.cairn.api.blob;

import io.cairn.erasure.CodingKernel;
import io.cairn.erasure.ErasureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The codes in use, each made once; there are fewer than 500 in all.
final class Codes {
    private final CodingKernel kernel;
    private final Map<Integer, ErasureCode> codes = new ConcurrentHashMap<>();

    Codes(CodingKernel kernel) {
        this.kernel = kernel;
    }

    ErasureCode of(Striping striping) {
        int key = striping.dataShards() * ErasureCode.UNITS_MAX + striping.parityShards();
        return codes.computeIfAbsent(
                key,
                absent -> new ErasureCode(striping.dataShards(), striping.parityShards(), kernel));
    }
}
