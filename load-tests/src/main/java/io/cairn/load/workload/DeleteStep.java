package io.cairn.load.workload;

import io.cairn.load.client.BodyText;
import io.cairn.load.client.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Deletes the next objects that no worker has taken yet.
final class DeleteStep implements Step {
    private final Seat seat;
    private final Dataset set;
    private final int keysPerRequest;
    private final AtomicInteger taken;

    DeleteStep(Seat seat, Dataset set, int keysPerRequest, AtomicInteger taken) {
        this.seat = seat;
        this.set = set;
        this.keysPerRequest = keysPerRequest;
        this.taken = taken;
    }

    @Override
    public Outcome once() throws IOException {
        int first = taken.getAndAdd(keysPerRequest);
        if (first >= set.objects()) {
            taken.set(set.objects());
            return new Outcome.Exhausted();
        }
        if (keysPerRequest == 1) {
            return seat.delete(set.key(first));
        }
        int end = Math.min(set.objects(), first + keysPerRequest);
        return deleteAll(IntStream.range(first, end).mapToObj(set::key).toList());
    }

    private Outcome deleteAll(List<String> keys) throws IOException {
        BodyText answer = new BodyText();
        Response response = seat.connection().exchange(seat.requests().deleteAll(keys), answer);
        if (!response.isSuccess()) {
            return new Outcome.Failed(response.errorCode());
        }
        String failed = BodyText.element(answer.text(), "Error");
        return failed.isEmpty()
                ? new Outcome.Done(0, keys.size())
                : new Outcome.Failed(BodyText.element(failed, "Code"));
    }
}
