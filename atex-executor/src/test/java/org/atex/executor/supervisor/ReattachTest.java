package org.atex.executor.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is lost or doubled when connections come and go. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReattachTest {

    private static final int LINES = 40_000;

    private SupervisedSystem system;

    @BeforeEach
    void make() throws Exception {
        system = new SupervisedSystem(Pythons.three());
    }

    @AfterEach
    void remove() throws Exception {
        system.close();
    }

    private static String numbers(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> i + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void streamsGoOnAtAnyOffsetHoweverOftenTheyAreCut(long seed) throws Exception {
        Random random = new Random(seed);
        Received received = new Received();
        String script =
                "seq %d & seq %d >&$ATEX_TEST_CONTROL; wait; exit 5".formatted(LINES, LINES);
        system.with("window", 20_000).with("total", 30_000);
        Runner runner = system.connect(received).start("a 0", system.order(script));
        runner.withoutAcknowledging();
        long[] stored = new long[2];

        for (int cut = 0; cut < 20; cut++) {
            int frames = random.nextInt(4);
            for (int i = 0; i < frames && received.length(0) + received.length(1) < 20_000; i++) {
                runner.await('D');
            }
            for (int stream = 0; stream < 2; stream++) {
                long beyond = received.length(stream) - stored[stream];
                stored[stream] += beyond > 0 ? random.nextLong(beyond + 1) : 0;
                // SUP-06: a killed runner knows no more
                received.cut(stream, stored[stream]);
            }
            runner.close();
            runner = system.connect(received).proceed().withoutAcknowledging();
        }
        runner.close();
        runner = system.connect(received).proceed();

        assertThat(runner.await('X').text()).startsWith("5 0 ");
        // SUP-06
        assertThat(received.text(0)).isEqualTo(numbers(LINES));
        assertThat(received.text(1)).isEqualTo(numbers(LINES));
        runner.close();
    }

    @Test
    void testBlocksWhenItsWindowIsFullAndGoesOnWhenItIsNot() throws Exception {
        system.with("window", 100_000);
        try (Runner runner = system.connect().withoutAcknowledging()) {
            runner.start("a 0", system.order("seq " + LINES + "; echo end >&$ATEX_TEST_CONTROL"));
            runner.awaitLength(0, 100_000);
            runner.send('N');
            runner.await('N');
            // SUP-04
            assertThat(runner.received().length(0)).isEqualTo(100_000);
            assertThat(runner.received().length(1)).isZero();

            runner.send('A', 0, 60_000).awaitLength(0, 160_000);

            assertThat(runner.received().length(0)).isEqualTo(160_000);
        }
    }

    @Test
    void everyStreamMayHoldSomethingWhateverTheOthersHold() throws Exception {
        system.with("window", 100_000).with("total", 100_000);
        try (Runner runner = system.connect().withoutAcknowledging()) {
            runner.start(
                    "a 0",
                    system.order(
                            "seq %d & seq %d >&$ATEX_TEST_CONTROL; wait".formatted(LINES, LINES)));

            // SUP-04
            runner.awaitLength(0, 65_536).awaitLength(1, 65_536);
        }
    }

    @Test
    void startOfTheSameRunIsAnsweredByItsState() throws Exception {
        try (Runner runner = system.connect()) {
            runner.start("a 0", system.order("echo once; read -t 600 <> <(:)"));
            String processes = runner.awaitLength(0, 5).received().text(0);
            assertThat(processes).isEqualTo("once\n");

            runner.start("a 0", system.order("echo twice"));

            // SUP-13
            String state = runner.await('S').text();
            assertThat(state)
                    .contains("\nrun a 0\nstatus running\n")
                    .contains("\nstream 0 5 5 open");
            runner.proceed().send('K').await('X');
            assertThat(runner.received().text(0)).isEqualTo("once\n");
        }
    }

    @Test
    void nextRestartReplacesARunThatHasEnded() throws Exception {
        try (Runner runner = system.connect()) {
            runner.start("a 0", system.order("exit 1")).await('X');

            runner.start("a 1", system.order("exit 2"));

            assertThat(runner.await('X').text()).startsWith("2 0 ");
        }
    }

    @Test
    void bytesThatWereAcknowledgedCannotBeHadAgain() throws Exception {
        try (Runner runner = system.connect()) {
            runner.start("a 0", system.order("echo hello")).await('X');
        }

        try (Runner runner = system.connect(new Received())) {
            runner.send('P', "0 3\n1 0\n").awaitEnd();
        }
        try (Runner runner = system.connect(new Received())) {
            runner.send('P', "0 7\n1 0\n").awaitEnd(); // nor those that never were
        }
        assertThat(system.log()).isEmpty();
    }

    @Test
    void streamWhoseEndIsStoredIsForgotten() throws Exception {
        try (Runner runner = system.connect()) {
            runner.start("a 0", system.order("echo hello")).await('X');
            runner.send('A', 0, 7).send('A', 1, 1).send('N').await('N');
        }

        try (Runner runner = system.connect(SupervisedSystem.OURS, new Received())) {
            assertThat(runner.receive().text()).contains("status ended").doesNotContain("stream");
            runner.send('P', "");
            assertThat(runner.receive().kind()).isEqualTo('R');
            assertThat(runner.receive().kind()).isEqualTo('W');
            assertThat(runner.receive().kind()).isEqualTo('X');
        }
    }

    @Test
    void endWaitsForTheNextRunner() throws Exception {
        Received received = new Received();
        try (Runner runner = system.connect(received)) {
            runner.start("a 0", system.order("echo hello; sleep 0.1; echo bye; exit 6"));
            runner.awaitLength(0, 6);
        }

        try (Runner runner = system.connect(received).proceed()) {
            // SUP-07
            assertThat(runner.await('X').text()).startsWith("6 0 ");
            assertThat(received.text(0)).isEqualTo("hello\nbye\n");
        }
    }

    @Test
    void testThatNobodyLooksAfterEndsAtTheTimeThatWasToldLast() throws Exception {
        // SUP-07
        endsAlone(runner -> runner.send('L', "600000").send('L', "200"));
    }

    @Test
    void testThatNobodyLooksAfterEndsSoonerWhereThatIsAsked() throws Exception {
        system.with("unattended", "0.2");
        // SUP-07
        endsAlone(runner -> runner.send('L', "-"));
    }

    private interface Telling {
        void tell(Runner runner) throws Exception;
    }

    private void endsAlone(Telling telling) throws Exception {
        Received received = new Received();
        ProcessHandle test;
        try (Runner runner = system.connect(received)) {
            runner.start("a 0", system.order("echo noop >&$ATEX_TEST_CONTROL; exec sleep 600"));
            test = ProcessHandle.of(Long.parseLong(runner.await('R').words()[0])).orElseThrow();
            runner.awaitLength(1, 5);
            telling.tell(runner);
            runner.send('N').await('N');
            assertThat(test.isAlive()).isTrue();
        }

        test.onExit().get(30, TimeUnit.SECONDS);

        try (Runner runner = system.connect(received).proceed()) {
            assertThat(runner.await('X').text()).startsWith("129 143 ");
            assertThat(received.text(1)).isEqualTo("noop\n");
        }
    }
}
