package io.cairn.metadata.store;

import io.cairn.metadata.fold.Decision;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.Reclaim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Records as bare Avro, without a registry.
public class PlainFormats implements RecordFormats {
    @Override
    public Event event(byte[] value) {
        return Coders.EVENT.decode(value);
    }

    @Override
    public List<Emission> emissions(Decision.Emissions emissions) {
        List<Emission> records = new ArrayList<>();
        for (Change change : emissions.changes()) {
            records.add(
                    new Emission(
                            Emission.Target.CHANGES,
                            (change.bucket() + "/" + change.key()).getBytes(StandardCharsets.UTF_8),
                            Coders.CHANGE.encode(change)));
        }
        for (Reclaim reclaim : emissions.reclaims()) {
            records.add(
                    new Emission(
                            Emission.Target.RECLAIM,
                            reclaim.drive().toString().getBytes(StandardCharsets.UTF_8),
                            Coders.RECLAIM.encode(reclaim)));
        }
        emissions
                .bucket()
                .ifPresent(update ->
                        records.add(
                                new Emission(
                                        Emission.Target.BUCKETS,
                                        update.name().getBytes(StandardCharsets.UTF_8),
                                        update.image().map(Coders.BUCKET::encode).orElse(null))));
        return records;
    }
}
