package org.atex.executor.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Carries the bytes of a link, in both directions. */
public interface Wire extends AutoCloseable {

    /**
     * Takes the bytes that came next, at least one.
     *
     * @param patience how long to wait for some; zero for what is there
     * @return null if nothing came in time
     * @throws IOException if it has ended
     * @throws InterruptedException if interrupted; no byte is lost by that
     */
    @Nullable ByteBuffer read(Duration patience) throws IOException, InterruptedException;

    /**
     * Writes all of it.
     *
     * @throws IOException if it has ended
     */
    void write(byte[] bytes) throws IOException;

    /** Whether nothing is known of its end. */
    boolean isOpen();

    /** Ends it. Never throws. */
    @Override
    void close();
}
