package org.atex.executor.ssh;

import java.time.Duration;

/**
 * How patient a connection is.
 *
 * @param connect for TCP to connect, and again for the server's identification
 * @param answer for each answer of the server, and for a blocked write
 * @param keepAliveInterval between two keep-alives, whole seconds
 * @param keepAliveCount how many may stay unanswered before the connection counts as lost
 */
public record SshTimings(
        Duration connect, Duration answer, Duration keepAliveInterval, int keepAliveCount) {

    /** 10 s to connect, 60 s for an answer, lost after 4 keep-alives of 15 s. */
    public static SshTimings usual() {
        return new SshTimings(
                Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(15), 4);
    }
}
