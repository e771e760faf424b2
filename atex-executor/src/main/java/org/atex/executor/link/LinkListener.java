package org.atex.executor.link;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Hears what a supervisor sends, in the thread that receives. */
public interface LinkListener {

    /** Its state: at the beginning, and as the answer to a start of a run that it knows. */
    void state(SupervisorState state);

    /** The test could not be set up; nothing was started. */
    void failed(String why);

    /** The test runs. */
    void started(TestProcesses processes);

    /**
     * Bytes of a stream.
     *
     * @param offset of the first one
     * @param bytes a piece, valid during the call
     * @throws IOException if the runner cannot go on with this link
     */
    void data(int stream, long offset, ByteBuffer bytes) throws IOException;

    /** The stream has ended, with this length. */
    void ended(int stream, long length);

    /** The wrapper has ended; more of the streams may follow. */
    void wrapperEnded(WrapperEnd end);

    /** All that was there has come, and the drain time is over (CTL-18). */
    void drained();

    /** All streams have ended; nothing more of this run will come. */
    void over(WrapperEnd end);

    /** It is there. */
    void answered();
}
