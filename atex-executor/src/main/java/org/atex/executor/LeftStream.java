package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.atex.executor.control.ControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives results to the collector as if the test had sent them. One that cannot be stored is left
 * out, and does not end the test any more. For one thread.
 */
final class LeftStream {

    private static final Logger LOG = LoggerFactory.getLogger(LeftStream.class);

    /** Connections of tests have lower numbers. */
    private static final int FIRST = 1_000_000_000;

    private final Recording recording;
    private int number = FIRST;

    LeftStream(Recording recording) {
        this.recording = recording;
    }

    /**
     * A result, as words of the control stream; {@link #data} of its file is to follow.
     *
     * @return whether it is taken, and its data
     */
    boolean result(byte[] words) {
        return data(ByteBuffer.wrap(words));
    }

    /** Data of the file of the last result, which was taken; all of it is consumed. */
    boolean data(ByteBuffer bytes) {
        try {
            recording.take(number, bytes);
            return true;
        } catch (ControlException e) {
            LOG.warn("a result that the test has left is not taken: {}", e.getMessage());
            number++; // this stream is over
            return false;
        } catch (IOException e) {
            recording.fail(e);
            return false;
        }
    }
}
