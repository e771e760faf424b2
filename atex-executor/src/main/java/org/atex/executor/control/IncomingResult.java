package org.atex.executor.control;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A result whose document has come and whose data is coming (RES-07). */
public interface IncomingResult {

    /**
     * Stores data, as much as there is or as the result still wants. Called with an empty buffer
     * once before any data, as there may be nothing to wait for.
     *
     * <p>Takes nothing while another stream stores to the same path (CTL-16); it may be called
     * again with the same bytes.
     *
     * @return whether the result is complete; then it is not called again
     * @throws ControlException if the result cannot be taken
     * @throws IOException if the runner cannot go on
     */
    boolean data(ByteBuffer bytes) throws ControlException, IOException;

    /**
     * Forgets it; what was stored of its unfinished file is cut off again (CTL-12).
     *
     * @throws IOException if that fails
     */
    void drop() throws IOException;
}
