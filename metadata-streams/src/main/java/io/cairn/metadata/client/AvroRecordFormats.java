package io.cairn.metadata.client;

import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.store.Emission;
import io.cairn.metadata.store.RecordFormats;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The fold's records as Avro in Confluent's wire format.
public final class AvroRecordFormats implements RecordFormats {
    private final WireFormat<Event> events;
    private final WireFormat<Change> changes;
    private final WireFormat<BucketImage> buckets;
    private final WireFormat<Reclaim> reclaims;

    /// Registers the schemas of all topics that the fold reads and writes.
    public AvroRecordFormats(Topics topics, SchemaRegistry registry) {
        events = WireFormat.ofTopic(topics.namespace(), Coders.EVENT, registry);
        changes = WireFormat.ofTopic(topics.changes(), Coders.CHANGE, registry);
        buckets = WireFormat.ofTopic(topics.buckets(), Coders.BUCKET, registry);
        reclaims = WireFormat.ofTopic(topics.reclaim(), Coders.RECLAIM, registry);
    }

    @Override
    public Event event(byte[] value) {
        return events.deserialize(value);
    }

    /// The bytes of an event.
    public byte[] toBytes(Event event) {
        return events.serialize(event);
    }

    @Override
    public List<Emission> emissions(Decision.Emissions emissions) {
        List<Emission> records = new ArrayList<>();
        for (Change change : emissions.changes()) {
            records.add(
                    new Emission(
                            Emission.Target.CHANGES,
                            BucketPartitioner.recordKey(change.bucket(), change.key()),
                            changes.serialize(change)));
        }
        for (Reclaim reclaim : emissions.reclaims()) {
            records.add(
                    new Emission(
                            Emission.Target.RECLAIM,
                            reclaim.drive().toString().getBytes(StandardCharsets.UTF_8),
                            reclaims.serialize(reclaim)));
        }
        emissions
                .bucket()
                .ifPresent(update ->
                        records.add(
                                new Emission(
                                        Emission.Target.BUCKETS,
                                        update.name().getBytes(StandardCharsets.UTF_8),
                                        update.image().map(buckets::serialize).orElse(null))));
        return records;
    }
}
