package org.atex.core.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.atex.core.time.Deadline;

/** Waits for an SSH server to send its identification line (RFC 4253, section 4.2). */
public final class SshBanner {

    private static final Duration ONE_TRY = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 200;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);
    private static final int LONGEST_GREETING = 8 * 1024;

    private SshBanner() {}

    /**
     * Returns once the server has sent a line that starts with {@code SSH-}. Tries again when a try
     * is refused, reset, silent or answered by something else, until the deadline.
     *
     * @throws ProvisionException if the deadline passes; says what the last try met
     * @throws InterruptedException if interrupted
     */
    public static void await(String host, int port, Deadline deadline) throws InterruptedException {
        await(host, port, deadline, () -> true);
    }

    /**
     * As above, but no longer than the system is there.
     *
     * @param alive asked after a try that failed, every few seconds at the most; may take its time
     * @throws ProvisionException also if the system is gone
     */
    static void await(String host, int port, Deadline deadline, BooleanSupplier alive)
            throws InterruptedException {
        IOException last = new IOException("no time to try");
        Deadline nextQuestion = Deadline.after(Duration.ZERO);
        while (deadline.remaining().toMillis() > 0) {
            try {
                readOnce(host, port, deadline.atMost(ONE_TRY));
                return;
            } catch (IOException e) {
                last = e;
            }
            if (nextQuestion.expired()) {
                if (!alive.getAsBoolean()) {
                    throw noAnswer(host, port, ", the system is gone", last);
                }
                nextQuestion = Deadline.after(BETWEEN_QUESTIONS);
            }
            Thread.sleep(Math.min(PAUSE_MILLIS, deadline.remaining().toMillis()));
        }
        throw noAnswer(host, port, " within " + deadline, last);
    }

    private static ProvisionException noAnswer(
            String host, int port, String why, IOException lastTry) {
        return new ProvisionException(
                "no SSH answer from %s:%d%s: %s".formatted(host, port, why, lastTry.getMessage()),
                lastTry);
    }

    private static void readOnce(String host, int port, Deadline oneTry) throws IOException {
        try (SocketChannel interruptible = SocketChannel.open()) {
            Socket socket = interruptible.socket();
            socket.connect(new InetSocketAddress(host, port), millis(oneTry));
            InputStream in = socket.getInputStream();
            StringBuilder greeting = new StringBuilder();
            while (greeting.length() < LONGEST_GREETING) {
                socket.setSoTimeout(millis(oneTry));
                byte[] some = new byte[256];
                int n = in.read(some);
                if (n < 0) {
                    throw new IOException("it closes the connection without an identification");
                }
                greeting.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
                if (greeting.indexOf("SSH-") == 0 || greeting.indexOf("\nSSH-") >= 0) {
                    return;
                }
            }
            throw new IOException("what answers there is no SSH server");
        }
    }

    private static int millis(Deadline deadline) throws IOException {
        long left = deadline.remaining().toMillis();
        if (left <= 0) {
            throw new IOException("it stays silent");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
