package org.atex.executor;

import java.nio.ByteBuffer;

/** Hears of a command while it runs on the system. Called by two threads, or three. */
interface CommandListener {

    /** Bytes of its stdout and stderr; valid during the call. */
    void output(ByteBuffer bytes);

    /** It could not be set up; nothing was started. */
    void failed(String why);

    /** What it had written when {@link WrapperRun#passOutput} was called has come. */
    default void passed() {}

    /** It has ended, and all that it connected to its socket has been accepted. */
    void ended(int exitCode);

    /**
     * Nothing more will come. Called once, last of all.
     *
     * @param status of the wrapper: 0 if it told how the command ended; 255 if the connection was
     *     lost
     */
    void closed(int status);
}
