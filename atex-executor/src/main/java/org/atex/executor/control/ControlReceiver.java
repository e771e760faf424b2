package org.atex.executor.control;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a {@link ControlStream} tells of, in the order of the words on it. */
public interface ControlReceiver {

    /**
     * A JSON document is complete; the data of the files it names follows (CTL-09).
     *
     * @param document its bytes, valid during the call only
     * @return takes that data
     * @throws ControlException if it is no result
     * @throws IOException if the runner cannot go on
     */
    IncomingResult result(ByteBuffer document) throws ControlException, IOException;

    /** The test has this exit code, for now (CTL-10). */
    void exitCode(int code);

    /** The test wants more or less time (CTL-11). */
    void duration(DurationChange change);

    /**
     * The test is about to reboot (CTL-12). The stream that said it discards the rest by itself;
     * others are for the receiver to close.
     *
     * @throws IOException if the runner cannot go on
     */
    void disconnect() throws IOException;
}
