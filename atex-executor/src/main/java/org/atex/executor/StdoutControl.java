package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** The one control stream of a test that has no socket: the stdout of its wrapper (CTL-19). */
final class StdoutControl implements Consumer<InputStream> {

    private static final int BUFFER = 32 * 1024;

    private final TestStreams streams;
    private volatile boolean over;

    StdoutControl(TestStreams streams) {
        this.streams = streams;
    }

    /**
     * Reads it to its end. Also what nobody wants any more is read: it would hold up the output,
     * which comes over the same channel.
     */
    @Override
    public void accept(InputStream bytes) {
        try {
            streams.serve(bytes);
        } finally {
            over = true;
            streams.ended();
        }
        byte[] unwanted = new byte[BUFFER];
        try {
            while (bytes.read(unwanted) >= 0) {
                // thrown away
            }
        } catch (IOException e) {
            // The end of the wrapper says that the connection is lost.
        }
    }

    /**
     * The same as a source.
     *
     * @param close has the test's writes fail
     */
    ControlSource closedBy(Runnable close) {
        return new ControlSource() {
            @Override
            public boolean busy() {
                return !over;
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
