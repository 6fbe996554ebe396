package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Compares an index with one that was made again from the segments. They know the same live
/// shards. Where a batch of moved records failed, one may count a copy as live that is dead for the
/// other, or count one that is not there; else they say the same, down to how much of each segment
/// lives.
final class RemadeIndex {
    private RemadeIndex() {}

    static void assertSame(String context, Map<byte[], byte[]> before, Map<byte[], byte[]> after) {
        assertThat(keys(after, 'L')).as(context).isEqualTo(keys(before, 'L'));
        if (keys(after, 'D').equals(keys(before, 'D'))) {
            for (char kind : new char[] {'L', 'D', 'S'}) {
                assertThat(lines(after, kind)).as(context).isEqualTo(lines(before, kind));
            }
        }
    }

    private static List<String> keys(Map<byte[], byte[]> rows, char kind) {
        return rows.keySet().stream()
                .filter(key -> key[0] == kind)
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    private static List<String> lines(Map<byte[], byte[]> rows, char kind) {
        List<String> lines = new ArrayList<>();
        rows.forEach((key, value) -> {
            if (key[0] == kind) {
                String text = HexFormat.of().formatHex(value);
                if (kind == 'S') {
                    SegmentUse use = SegmentUse.fromBytes(value);
                    text = use.liveBytes() + " bytes, " + use.liveShards();
                }
                lines.add(HexFormat.of().formatHex(key) + " " + text);
            }
        });
        return lines;
    }
}
