package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;
import java.io.IOException;

/// A shard is not there, or not what was written.
public final class ShardDamagedException extends IOException {
    private static final long serialVersionUID = 1;

    private final Damage damage;

    public ShardDamagedException(ShardRef shard, Damage damage, String detail) {
        super("shard " + shard + " is " + damage.words + ": " + detail);
        this.damage = damage;
    }

    /// What is wrong with it.
    public Damage damage() {
        return damage;
    }

    /// The ways in which a shard can be bad.
    public enum Damage {
        /// There is no such shard.
        MISSING("missing"),
        /// Its bytes are not those that were written.
        CORRUPT("corrupt"),
        /// It is whole, but another shard.
        OTHER_IDENTITY("another shard");

        private final String words;

        Damage(String words) {
            this.words = words;
        }
    }
}
