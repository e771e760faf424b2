package org.atex.executor.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SupervisorLinkTest {

    private static final Tokens TOKENS = Tokens.random();

    private final List<String> heard = new ArrayList<>();
    private final Pieces wire = new Pieces();

    // SUP-06
    @Test
    void whatCameBeforeTheLinkWasLostIsToldFirst() throws Exception {
        SupervisorLink link = greeted();
        wire.add(frame('X', "3 0 12")).thenIsLost();

        assertThat(link.receive(Duration.ofSeconds(1), listener())).isTrue();
        assertThat(heard).containsExactly("over 3");
        assertThatThrownBy(() -> link.receive(Duration.ofSeconds(1), listener()))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void allThatIsThereIsTakenAtOnce() throws Exception {
        SupervisorLink link = greeted();
        wire.add(frame('R', "7 8")).add(frame('N', "")).add(frame('X', "0 0 12"));

        assertThat(link.receive(Duration.ofSeconds(1), listener())).isTrue();
        assertThat(heard).containsExactly("started", "answered", "over 0");
        assertThat(link.receive(Duration.ZERO, listener())).isFalse();
    }

    private SupervisorLink greeted() throws Exception {
        wire.add(frame('H', "atex 1 " + TOKENS.theirs()))
                .add(frame('S', "boot b 1\nsupervisor 5 6\n"));
        return SupervisorLink.greet(wire, TOKENS, Deadline.after(Duration.ofSeconds(10)));
    }

    private static byte[] frame(char kind, String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        return ByteBuffer.allocate(Frames.HEADER + bytes.length)
                .put((byte) kind)
                .putInt(0)
                .putLong(0)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** Notes what it hears. */
    private LinkListener listener() {
        return new LinkListener() {
            @Override
            public void state(SupervisorState state) {
                heard.add("state");
            }

            @Override
            public void failed(String why) {
                heard.add("failed");
            }

            @Override
            public void started(TestProcesses processes) {
                heard.add("started");
            }

            @Override
            public void data(int stream, long offset, ByteBuffer bytes) {
                heard.add("data");
            }

            @Override
            public void ended(int stream, long length) {
                heard.add("ended");
            }

            @Override
            public void wrapperEnded(WrapperEnd end) {
                heard.add("wrapper");
            }

            @Override
            public void drained() {
                heard.add("drained");
            }

            @Override
            public void over(WrapperEnd end) {
                heard.add("over " + end.exitCode().orElse(-1));
            }

            @Override
            public void answered() {
                heard.add("answered");
            }
        };
    }

    /** A wire that brings pieces, and then nothing or its end. */
    private static final class Pieces implements Wire {

        private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
        private boolean lost;

        Pieces add(byte[] piece) {
            pieces.add(ByteBuffer.wrap(piece));
            return this;
        }

        void thenIsLost() {
            lost = true;
        }

        @Override
        public @Nullable ByteBuffer read(Duration patience) throws IOException {
            if (pieces.isEmpty() && lost) {
                throw new EOFException("lost");
            }
            return pieces.poll();
        }

        @Override
        public void write(byte[] bytes) {}

        @Override
        public boolean isOpen() {
            return !lost;
        }

        @Override
        public void close() {}
    }
}
