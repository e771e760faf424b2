package org.atex.executor.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the supervisor of a system, over which both sides have proved who they are. For
 * one thread; {@link #close} may be called by any.
 */
public final class SupervisorLink implements AutoCloseable {

    /** What is read in one go at the most, before it is stored and acknowledged. */
    private static final long BATCH = 1024 * 1024;

    /**
     * For how long the rest of a frame is waited for. Each batch costs a record in the state log
     * and an acknowledgement, and SSH cuts a frame into eight.
     */
    private static final Duration REST = Duration.ofMillis(20);

    private final Wire wire;
    private final FrameParser parser = new FrameParser();
    private @Nullable SupervisorState first;

    private SupervisorLink(Wire wire) {
        this.wire = wire;
    }

    /**
     * Greets whoever is at the other end; that sends nothing of a test before it has seen our
     * token, and is believed nothing before it has shown its own.
     *
     * @throws LinkException if it is not the supervisor; the wire is closed then
     * @throws IOException if the wire ends, or nothing comes in time
     * @throws InterruptedException if interrupted
     */
    public static SupervisorLink greet(Wire wire, Tokens tokens, Deadline deadline)
            throws IOException, InterruptedException {
        SupervisorLink link = new SupervisorLink(wire);
        boolean proved = false;
        try {
            link.handshake(tokens, deadline);
            proved = true;
            return link;
        } finally {
            if (!proved) {
                wire.close();
            }
        }
    }

    private void handshake(Tokens tokens, Deadline deadline)
            throws IOException, InterruptedException {
        Greeting greeting = new Greeting(tokens);
        while (first == null) {
            ByteBuffer bytes = wire.read(deadline.remaining());
            if (bytes == null) {
                throw new LinkException("the supervisor does not greet in time");
            }
            greeting.take(bytes);
        }
    }

    /** Takes the first two frames: who it is, and its state. */
    private final class Greeting {
        private final Tokens tokens;
        private boolean proved;

        Greeting(Tokens tokens) {
            this.tokens = tokens;
        }

        void take(ByteBuffer bytes) throws IOException {
            parser.feed(bytes, this::frame, this::data);
        }

        private void frame(char kind, int stream, long offset, String payload) throws IOException {
            if (!proved) {
                prove(kind, payload);
            } else if (kind == 'S' && first == null) {
                first = SupervisorState.parse(payload);
            } else {
                throw new LinkException("the supervisor does not say its state first");
            }
        }

        private void prove(char kind, String payload) throws IOException {
            byte[] expected = ("atex 1 " + tokens.theirs()).getBytes(UTF_8);
            if (kind != 'H' || !MessageDigest.isEqual(expected, payload.strip().getBytes(UTF_8))) {
                throw new LinkException("somebody without the token is in the supervisor's place");
            }
            proved = true;
            send(new Frames().hello(tokens.ours()));
        }

        private void data(int stream, long offset, ByteBuffer bytes) throws IOException {
            throw new LinkException("the supervisor sends bytes that nobody asked for");
        }
    }

    /** What the supervisor said of itself when it was greeted. */
    public SupervisorState firstState() {
        SupervisorState state = first;
        if (state == null) {
            throw new IllegalStateException("not greeted");
        }
        return state;
    }

    /**
     * Sends frames, in one piece.
     *
     * @throws IOException if the link is lost
     */
    public void send(Frames frames) throws IOException {
        if (!frames.isEmpty()) {
            wire.write(frames.bytes());
        }
    }

    /**
     * Waits for something to come, and hands on all that is there then, up to a bound; of a frame
     * that has begun also what comes at once.
     *
     * @param patience how long to wait
     * @return whether anything came
     * @throws IOException if the link is lost and nothing had come before that, or the listener
     *     says so
     * @throws InterruptedException if interrupted; nothing is lost by that
     */
    public boolean receive(Duration patience, LinkListener listener)
            throws IOException, InterruptedException {
        ByteBuffer bytes = wire.read(patience);
        boolean any = bytes != null;
        long taken = 0;
        Deadline rest = Deadline.after(REST);
        while (bytes != null) {
            taken += bytes.remaining();
            parser.feed(
                    bytes,
                    (kind, stream, offset, text) -> tell(listener, kind, stream, offset, text),
                    listener::data);
            bytes = taken < BATCH ? more(rest) : null;
        }
        return any;
    }

    /**
     * That the link is lost shows once what came before it has been acted on: who has heard of the
     * end of a test must not ask for it again (SUP-06).
     */
    private @Nullable ByteBuffer more(Deadline rest) throws InterruptedException {
        try {
            return wire.read(soon(rest));
        } catch (IOException e) {
            return null; // the next call says so again
        }
    }

    private Duration soon(Deadline rest) {
        return parser.insideFrame() ? rest.remaining() : Duration.ZERO;
    }

    private static void tell(LinkListener listener, char kind, int stream, long offset, String text)
            throws IOException {
        switch (kind) {
            case 'S' -> listener.state(SupervisorState.parse(text));
            case 'F' -> listener.failed(text.strip());
            case 'R' -> listener.started(TestProcesses.parse(text.strip()));
            case 'E' -> listener.ended(stream, offset);
            case 'W' -> listener.wrapperEnded(WrapperEnd.parse(text));
            case 'V' -> listener.drained();
            case 'X' -> listener.over(WrapperEnd.parse(text));
            case 'N' -> listener.answered();
            default -> throw new LinkException("the supervisor greets twice");
        }
    }

    /** Whether nothing is known of its end. */
    public boolean isOpen() {
        return wire.isOpen();
    }

    /** Ends the link; the supervisor and its test go on. */
    @Override
    public void close() {
        wire.close();
    }
}
