package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.atex.executor.control.ControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives results to the collector as if the test had sent them, each on a connection of its own
 * whose number is its place in the order: so a runner that comes after a killed one knows which of
 * them are stored, and how much of the next one (SUP-05). One that cannot be stored is left out,
 * and does not end the test any more. For one thread.
 */
final class LeftStream {

    private static final Logger LOG = LoggerFactory.getLogger(LeftStream.class);

    /** Connections of tests have lower numbers. */
    private static final int FIRST = 1_000_000_000;

    private final Recording recording;
    private int number = FIRST - 1;
    private long stored;

    LeftStream(Recording recording) {
        this.recording = recording;
    }

    /** Goes on to the next result; whether it is to be taken, and was not before. */
    boolean next() {
        number++;
        stored = recording.position(number);
        return stored == 0 || recording.insideResult(number);
    }

    /** Whether another runner has begun to take this one. */
    boolean isBegun() {
        return stored > 0;
    }

    /**
     * The result, as words of the control stream; {@link #data} of its file is to follow.
     *
     * @return whether it is taken, and its data
     */
    boolean result(byte[] words) {
        return data(ByteBuffer.wrap(words));
    }

    /** Data of the file of the result, which was taken; all of it is consumed. */
    boolean data(ByteBuffer bytes) {
        int known = (int) Math.min(stored, bytes.remaining());
        stored -= known;
        bytes.position(bytes.position() + known);
        try {
            recording.take(number, bytes);
            return true;
        } catch (ControlException e) {
            LOG.warn("a result that the test has left is not taken: {}", e.getMessage());
            return false;
        } catch (IOException e) {
            recording.fail(e);
            return false;
        }
    }
}
