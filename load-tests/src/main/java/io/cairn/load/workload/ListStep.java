package io.cairn.load.workload;

import io.cairn.load.client.Request;
import io.cairn.load.client.Response;
import java.io.IOException;

/// Lists one page from a random place that leaves a full page.
final class ListStep implements Step {
    private final Seat seat;
    private final Dataset set;
    private final int pageKeys;

    ListStep(Seat seat, Dataset set, int pageKeys) {
        this.seat = seat;
        this.set = set;
        this.pageKeys = pageKeys;
    }

    @Override
    public Outcome once() throws IOException {
        int starts = Math.max(1, set.objects() - pageKeys);
        String after = set.key(seat.random().nextInt(starts));
        Request request = seat.requests().list(set.prefix(), after, pageKeys);
        Response response = seat.send(request);
        if (!response.isSuccess()) {
            return new Outcome.Failed(response.errorCode());
        }
        return new Outcome.Done(response.bodyBytes(), Math.min(pageKeys, set.objects()));
    }
}
