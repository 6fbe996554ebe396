package io.cairn.load.workload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// 45 % GET, 15 % PUT, 10 % DELETE, 30 % HEAD. Each worker has objects of its own, so that none
/// reads what another deletes.
final class MixedStep implements Step {
    private static final int GET_PERCENT = 45;
    private static final int HEAD_PERCENT = 30;
    private static final int PUT_PERCENT = 15;
    private static final int KEPT_MIN = 2;

    private final Seat seat;
    private final long sizeBytes;
    private final String prefix;
    private final List<String> own = new ArrayList<>();
    private int next;

    MixedStep(Seat seat, Dataset set, int workers) {
        this.seat = seat;
        this.sizeBytes = set.sizeBytes();
        this.prefix = set.prefix() + "new/" + seat.worker() + "-";
        for (int number = seat.worker(); number < set.objects(); number += workers) {
            own.add(set.key(number));
        }
    }

    @Override
    public Outcome once() throws IOException {
        int lot = seat.random().nextInt(100);
        if (own.size() < KEPT_MIN) {
            return put();
        }
        if (lot < GET_PERCENT) {
            return seat.get(any(), sizeBytes);
        }
        if (lot < GET_PERCENT + HEAD_PERCENT) {
            return seat.head(any());
        }
        return lot < GET_PERCENT + HEAD_PERCENT + PUT_PERCENT ? put() : delete();
    }

    private String any() {
        return own.get(seat.random().nextInt(own.size()));
    }

    private Outcome put() throws IOException {
        String key = prefix + next++;
        Outcome outcome = seat.put(key, sizeBytes);
        if (outcome instanceof Outcome.Done) {
            own.add(key);
        }
        return outcome;
    }

    private Outcome delete() throws IOException {
        int index = seat.random().nextInt(own.size());
        String key = own.get(index);
        own.set(index, own.getLast());
        own.removeLast();
        return seat.delete(key);
    }
}
