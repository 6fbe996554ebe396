package io.cairn.blobs;

import io.cairn.erasure.CodingKernel;
import io.cairn.erasure.ErasureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The codes in use, each made once; there are fewer than 500 in all. Safe for use by many threads.
final class Codes {
    private volatile Made made;

    Codes(CodingKernel kernel) {
        this.made = new Made(kernel, new ConcurrentHashMap<>());
    }

    /// Codes that are asked for from now on use this kernel; those in use go on as they are.
    void codeBy(CodingKernel kernel) {
        made = new Made(kernel, new ConcurrentHashMap<>());
    }

    ErasureCode of(Striping striping) {
        int key = striping.dataShards() * ErasureCode.UNITS_MAX + striping.parityShards();
        return made.of(key, striping.dataShards(), striping.parityShards());
    }

    /// Codes that use one kernel.
    private record Made(CodingKernel kernel, Map<Integer, ErasureCode> codes) {
        ErasureCode of(int key, int dataShards, int parityShards) {
            return codes.computeIfAbsent(
                    key, absent -> new ErasureCode(dataShards, parityShards, kernel));
        }
    }
}
