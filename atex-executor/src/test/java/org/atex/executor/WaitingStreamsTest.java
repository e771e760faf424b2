package org.atex.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.link.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that others hold up, and streams of a start of the test that is over. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WaitingStreamsTest {

    private static final String UPLOAD = "{\"files\": [{\"name\": \"f\", \"length\": 4}]}";

    @TempDir Path directory;
    private Recording recording;
    private volatile long now;

    @BeforeEach
    void open() throws IOException {
        TestRun test = TestRun.named("/test", "unused").build();
        recording =
                Recording.open(
                        new Attempt(1, test, 1, "box", Platform.any(), directory),
                        result -> {},
                        CollectorLimits.DEFAULT,
                        false,
                        Optional.empty());
        recording.started();
    }

    @AfterEach
    void close() throws IOException {
        recording.close();
    }

    private ByteBuffer feed(int stream, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        recording.feed(stream, bytes);
        return bytes;
    }

    private static String upload(String data) {
        return "result %d\n%s%s".formatted(UPLOAD.length(), UPLOAD, data);
    }

    // CTL-16, CTL-18: the first one brings a byte every 4 s, the second one has to wait for it
    @Test
    void aStreamThatHasToWaitIsNotSilent() throws Exception {
        Draining draining = new Draining(recording, () -> now);
        feed(1, upload("a"));
        ByteBuffer rest = feed(2, upload("wxyz"));
        for (String next : List.of("b", "c", "d")) {
            Frames frames = new Frames();
            draining.close(List.of(1, 2), frames);
            assertThat(frames.isEmpty()).isTrue();
            now = now + ofSeconds(4).toNanos();
            feed(1, next);
        }
        recording.feed(2, rest);
        recording.finish(Ending.exited(0));

        assertThat(directory.resolve("files/f")).hasContent("abcdwxyz");
    }

    /** A connection whose other side is the test of ours. */
    private final class Fed extends InputStream {

        private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
        private final Semaphore asked = new Semaphore(0);
        private Thread server = new Thread();
        private volatile boolean over;

        Fed servedBy(TestStreams streams) throws InterruptedException {
            server = new Thread(() -> serve(streams), "test-serves");
            server.start();
            asked.acquire();
            return this;
        }

        private void serve(TestStreams streams) {
            streams.serve(this);
            over = true;
            streams.ended();
        }

        /** Returns when that was taken. */
        void sends(String text) throws InterruptedException {
            pieces.add(text);
            asked.acquire();
        }

        void ends() {
            pieces.add("");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            asked.release();
            try {
                byte[] piece = pieces.take().getBytes(UTF_8);
                System.arraycopy(piece, 0, into, offset, piece.length);
                return piece.length == 0 ? -1 : piece.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }
    }

    // CTL-16, CTL-18: the same without a supervisor
    @Test
    void aConnectionThatHasToWaitIsNotSilent() throws Exception {
        TestStreams streams = new TestStreams(recording, () -> now);
        Fed first = new Fed().servedBy(streams);
        first.sends(upload("a"));
        Fed second = new Fed().servedBy(streams);
        second.pieces.add(upload("wxyz"));
        while (!recording.waiting(2)) {
            Thread.onSpinWait();
        }
        now = ofSeconds(4).toNanos();
        first.sends("b");
        now = ofSeconds(8).toNanos();
        first.pieces.add("cd");
        recording.lock.lock();
        try {
            first.ends();
            second.ends();
            streams.drain(0, () -> !first.over || !second.over);
        } finally {
            recording.lock.unlock();
        }

        assertThat(recording.broken()).isEmpty();
        assertThat(directory.resolve("files/f")).hasContent("abcdwxyz");
    }

    // REC-04: connections have the same numbers after a restart
    @Test
    void aConnectionOfBeforeARestartDoesNotEndOneThatCameAfterIt() throws Exception {
        TestStreams before = new TestStreams(recording, () -> now);
        Fed late = new Fed().servedBy(before);
        before.close();
        recording.restart();
        Fed fresh = new Fed().servedBy(new TestStreams(recording, () -> now));
        fresh.sends(upload("ab"));

        late.ends();
        late.server.join();
        fresh.pieces.add("cd");
        fresh.ends();
        fresh.server.join();

        assertThat(recording.broken()).isEmpty();
        assertThat(directory.resolve("results")).hasContent("{\"files\": [\"f\"]}");
    }
}
