package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.atex.core.journal.JournalWriter;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The queue in front of sinks when these are slow. */
@Timeout(60)
class SinkPipeTest {

    private static final long BOUND = 20_000;
    private static final int EVENTS = 200;

    @TempDir private Path temp;
    private final TestRun test = TestRun.named("/a", "true").build();
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Long> delivered = new CopyOnWriteArrayList<>();
    private RunLog log;
    private SinkPipe pipe;

    /** A sink that takes nothing until it is let go. */
    private final class SlowSink implements ResultSink {

        private final boolean breaks;

        SlowSink(boolean breaks) {
            this.breaks = breaks;
        }

        @Override
        public void open() {}

        @Override
        public void accept(SinkEvent event) {
            Uninterrupted.wait(go::await);
            if (breaks) {
                throw new IllegalStateException("broken");
            }
            delivered.add(event.number());
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void begin() throws Exception {
        log =
                new RunLog(
                        JournalWriter.create(temp, Clock.systemUTC()),
                        Clock.systemUTC(),
                        List.of(test));
    }

    @AfterEach
    void end() throws Exception {
        log.close();
    }

    private void open(boolean breaks) throws Exception {
        pipe = new SinkPipe(new SlowSink(breaks), Optional.empty(), BOUND, log, (event, why) -> {});
        pipe.open();
    }

    private SinkEvent event(long number) {
        Attempt attempt = new Attempt(1, test, 1, "system", Platform.any(), temp.resolve("1"));
        return new SinkEvent.ResultReported(
                number, attempt, TestResult.of(Status.PASS).withNote("x".repeat(500)));
    }

    /** Posts from another thread, and is back when that waits. */
    private Thread postUntilFull(AtomicInteger posted) {
        Thread poster =
                new Thread(
                        () -> {
                            while (posted.get() < EVENTS) {
                                pipe.post(this::event);
                                posted.incrementAndGet();
                            }
                        });
        poster.start();
        while (poster.getState() != Thread.State.WAITING) {
            assertThat(poster.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return poster;
    }

    // AGG-15
    @Test
    void whoeverPostsWaitsWhenItIsFullAndNothingIsLost() throws Exception {
        open(false);
        AtomicInteger posted = new AtomicInteger();
        Thread poster = postUntilFull(posted);

        assertThat(posted.get() * EventWeight.of(event(1)))
                .isBetween(BOUND, BOUND + EventWeight.of(event(1)));

        go.countDown();
        poster.join();
        assertThat(pipe.close()).isEmpty();
        assertThat(delivered)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    // AGG-15, ORC-18
    @Test
    void nobodyWaitsForASinkThatIsBroken() throws Exception {
        open(true);
        Thread poster = postUntilFull(new AtomicInteger());

        go.countDown();

        poster.join();
        assertThat(pipe.close()).isEmpty();
        assertThat(delivered).isEmpty();
    }

    // AGG-15
    @Test
    void anEventThatIsLargerThanTheBoundGoesThrough() throws Exception {
        open(false);
        go.countDown();

        pipe.post(
                number ->
                        new SinkEvent.AttemptBegan(
                                number, event(1).attempt(), Instant.parse("2026-01-01T00:00:00Z")));
        pipe.post(
                number ->
                        new SinkEvent.ResultReported(
                                number,
                                event(1).attempt(),
                                TestResult.of(Status.PASS).withNote("x".repeat(100_000))));
        pipe.post(this::event);

        assertThat(pipe.close()).isEmpty();
        assertThat(delivered).containsExactly(1L, 2L, 3L);
    }
}
