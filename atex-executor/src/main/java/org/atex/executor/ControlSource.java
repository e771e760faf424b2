package org.atex.executor;

import org.atex.executor.ssh.SocketForwarding;

/** Where the control streams of a test come from that has a wrapper of its own. */
interface ControlSource extends AutoCloseable {

    /** Whether streams have come that are not over. */
    boolean busy();

    /** Has the test's next write fail, and takes no more streams (CTL-12). */
    @Override
    void close();

    /** Connections to a socket that the server forwards. */
    static ControlSource of(SocketForwarding forwarding) {
        return new ControlSource() {
            @Override
            public boolean busy() {
                return forwarding.busy() > 0;
            }

            @Override
            public void close() {
                forwarding.close();
            }
        };
    }
}
