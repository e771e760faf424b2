package org.atex.executor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.atex.executor.ssh.SshException;

/**
 * A test that was started on the system, in whichever way; it may be started again after a reboot,
 * as another one of these. Used by one thread.
 */
interface TestProcess extends AutoCloseable {

    /** Starts tests on one system, always in the same way. */
    interface Starter {
        /**
         * Starts a test; its packages are there.
         *
         * @param restarts how often this attempt was started before (REC-03)
         * @param recording takes what the test sends, and is told that it starts
         * @throws SetupFailedException if it cannot be set up (RUN-04)
         * @throws SshException if the connection is lost; nothing was started then
         * @throws IOException if the runner cannot go on (ERR-04)
         */
        TestProcess start(int restarts, Recording recording)
                throws SetupFailedException, SshException, IOException, InterruptedException;

        /** Whether another runner may go on with what this starts (SUP-07). */
        boolean durable();
    }

    /**
     * Waits for whatever ends the test; all that belongs to its end is recorded by then (CTL-18).
     * What is left of a test that an error ended is still there.
     *
     * @return how it ended; that it reboots if it said so, and its wrapper has ended or was lost
     * @throws SetupFailedException if it turns out that it could not be set up
     */
    Ending await() throws SetupFailedException, InterruptedException;

    /**
     * After {@link #await} said that it exited: which of the files that it may have left exist.
     *
     * @return their paths; empty if only the system knows
     */
    default Optional<List<String>> left() {
        return Optional.empty();
    }

    /**
     * After {@link #await} said that it reboots: finds the system again (REC-02, REC-07).
     *
     * @return false if the system is gone for good, or the time of the test is over
     */
    boolean awaitRestart() throws InterruptedException;

    /**
     * Ends what runs, so that nothing of its process group is left (WRP-08). Takes 9 s at most, and
     * may be called again if interrupted.
     */
    void end() throws InterruptedException;

    /** Nothing of it is recorded any more when this returns; the system still knows it. */
    default void silence() {}

    /** Lets go of it, whatever it does; the system need not know it any more (SUP-13). */
    @Override
    void close();
}
