package io.cairn.platform.http;

/// Hears when the thread of a request waits for its client: for more of the body, or until the
/// client takes more of the answer. What others could use meanwhile is given to them. Called on the
/// request's thread; each [#waitBegins] is followed by a [#waitEnds].
public interface WaitListener {
    /// Nobody who hears.
    WaitListener NONE =
            new WaitListener() {
                @Override
                public void waitBegins() {}

                @Override
                public void waitEnds() {}
            };

    /// The thread is about to wait.
    void waitBegins();

    /// Whether it may go on waiting, after the client has done nothing for `nanos`. Asked now and
    /// then while the thread waits; no ends the wait as if the client's time were over.
    default boolean mayGoOn(long nanos) {
        return true;
    }

    /// The thread goes on, whatever came of it.
    void waitEnds();
}
