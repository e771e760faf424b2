package org.atex.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.atex.core.learn.Expectation.Source;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final List<PastAttempt> past = new ArrayList<>();

    private static TestRun test(String name) {
        return TestRun.named(name, "true").build();
    }

    private static TestRun test(String name, long limit) {
        return test(name).withTimeLimit(Duration.ofSeconds(limit));
    }

    private DurationsTest took(TestRun test, double... seconds) {
        for (double each : seconds) {
            past.add(PastAttempt.of(test, exit(0, each)));
        }
        return this;
    }

    private static TestOutcome exit(int code, double seconds) {
        return TestOutcome.exited(
                code, Optional.empty(), Duration.ofMillis((long) (seconds * 1e3)));
    }

    private static TestOutcome ended(End end, double seconds) {
        return TestOutcome.failed(
                end,
                TestError.of(ErrorKind.ABORTED, "gone"),
                Optional.empty(),
                Duration.ofMillis((long) (seconds * 1e3)));
    }

    private Expectation of(TestRun test) {
        return Durations.learnedFrom(past).of(test);
    }

    private static double seconds(Expectation expectation) {
        return expectation.took().toMillis() / 1e3;
    }

    @Test
    void aFewOutliersDoNotCount() {
        took(test("/a"), 100, 101, 99, 4000, 100);

        assertThat(seconds(of(test("/a")))).isCloseTo(100, within(2.0));
        assertThat(of(test("/a")).source()).isEqualTo(Source.ATTEMPTS);
    }

    @Test
    void whatATestTookOnItsPlatformGoesBeforeWhatItTookElsewhere() {
        TestRun fast = test("/a").withTarget(Platform.of("fedora", "x86_64"));
        TestRun slow = test("/a").withTarget(Platform.of("fedora", "s390x"));
        TestRun never = test("/a").withTarget(Platform.of("fedora", "ppc64le"));
        took(fast, 10, 10, 10).took(slow, 90, 90, 90);

        assertThat(seconds(of(fast))).isCloseTo(10, within(0.1));
        assertThat(seconds(of(slow))).isCloseTo(90, within(0.9));
        assertThat(seconds(of(never))).isBetween(10.0, 90.0);
        assertThat(of(never).source()).isEqualTo(Source.ATTEMPTS);
    }

    @Test
    void aTestThatNeverRanIsJudgedByItsLimitAsTheLimitsOfOthersTurnedOut() {
        took(test("/a", 1000), 500).took(test("/b", 2000), 1000).took(test("/c", 4000), 2000);

        assertThat(seconds(of(test("/new", 600)))).isCloseTo(300, within(1.0));
        assertThat(of(test("/new", 600)).source()).isEqualTo(Source.LIMIT);
    }

    @Test
    void oneWithoutALimitIsJudgedByTheMedianOfWhatIsKnown() {
        took(test("/a"), 10).took(test("/b"), 20).took(test("/c"), 5000);

        assertThat(seconds(of(test("/new")))).isCloseTo(20, within(0.1));
        assertThat(of(test("/new")).source()).isEqualTo(Source.OTHERS);
    }

    // ORC-22
    @Test
    void withoutEarlierRunsTheDeclaredLimitIsAllThereIs() {
        assertThat(Durations.none().of(test("/a", 77)).took()).isEqualTo(Duration.ofSeconds(77));
        assertThat(Durations.none().of(test("/a", 77)).source()).isEqualTo(Source.LIMIT);
        assertThat(Durations.none().of(test("/a")).source()).isEqualTo(Source.NOTHING);
    }

    @Test
    void attemptsThatWereCutShortSayNothingOfDurations() {
        past.add(PastAttempt.of(test("/a"), ended(End.SYSTEM_LOST, 1)));
        past.add(PastAttempt.of(test("/a"), ended(End.CANCELLED, 1)));
        past.add(PastAttempt.of(test("/a"), ended(End.SETUP_FAILED, 1)));
        took(test("/a"), 60);

        assertThat(seconds(of(test("/a")))).isCloseTo(60, within(0.1));
    }

    @Test
    void failureRatesAreThoseOfTheTestDrawnToThoseOfAll() {
        for (int i = 0; i < 100; i++) {
            past.add(PastAttempt.of(test("/bad"), exit(1, 10)));
            past.add(PastAttempt.of(test("/good"), exit(0, 10)));
            past.add(PastAttempt.of(test("/good"), ended(End.CANCELLED, 10)));
        }
        took(test("/once"), 10);

        assertThat(of(test("/bad")).failureRate()).isBetween(0.9, 1.0);
        assertThat(of(test("/good")).failureRate()).isBetween(0.0, 0.1);
        assertThat(of(test("/once")).failureRate()).isBetween(0.4, 0.5);
        assertThat(of(test("/bad")).cost()).isGreaterThan(of(test("/good")).cost());
    }

    @Test
    void whereAttemptsVaryAsMuchAsTestsDoTheLimitCountsMoreThanTheyDo() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            for (int run = 0; run < 5; run++) {
                took(test("/t" + i, 1000), 50 + 900 * random.nextDouble());
            }
        }
        Durations learned = Durations.learnedFrom(past);
        List<Double> estimates =
                IntStream.range(0, 200)
                        .mapToObj(i -> seconds(learned.of(test("/t" + i, 1000))))
                        .toList();

        assertThat(estimates).allMatch(seconds -> seconds > 150 && seconds < 900);
    }

    @Test
    void whereEachTestTakesItsOwnTimeItsAttemptsSayItAll() {
        for (int i = 0; i < 100; i++) {
            took(test("/t" + i, 1000), 1 + i * 9, 1.1 + i * 9, 0.9 + i * 9);
        }

        assertThat(seconds(of(test("/t0", 1000)))).isCloseTo(1, within(0.1));
        assertThat(seconds(of(test("/t99", 1000)))).isCloseTo(892, within(10.0));
    }
}
