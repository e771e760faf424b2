package org.atex.core.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.atex.core.learn.Expectation.Source;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/**
 * How long tests are expected to take and how often they fail, learned from the attempts of earlier
 * runs. Immutable.
 *
 * <p>A test that has run on the platform is judged by what it took there, else by what it took
 * elsewhere; single outliers do not count. How far a few attempts are trusted against the test's
 * time limit is learned, too: where limits say how long tests take and attempts vary widely, limits
 * count more. A test that never ran is judged by its limit, scaled as the limits of others turned
 * out; one that declares none by the median of what is known.
 */
public final class Durations {

    /** As many attempts of its own as the failure rate of all tests counts for. */
    private static final double COMMON_ATTEMPTS = 10;

    private static final String EVERYWHERE = "";
    private static final Durations NONE = new Durations(List.of());

    private final Map<String, Map<String, TestTimes>> records = new HashMap<>();
    private final Map<String, Model> models = new HashMap<>();

    private Durations(Collection<PastAttempt> attempts) {
        for (PastAttempt attempt : attempts) {
            if (attempt.counts()) {
                record(EVERYWHERE, attempt);
                if (!attempt.platform().isEmpty()) {
                    record(attempt.platform(), attempt);
                }
            }
        }
        records.values().forEach(each -> each.values().forEach(TestTimes::close));
        records.forEach((platform, each) -> models.put(platform, new Model(each.values())));
    }

    private void record(String platform, PastAttempt attempt) {
        records.computeIfAbsent(platform, name -> new HashMap<>())
                .computeIfAbsent(attempt.test(), name -> new TestTimes())
                .add(attempt);
    }

    /** Nothing learned: tests are judged by the time limits that they declare. */
    public static Durations none() {
        return NONE;
    }

    /** Learned from these attempts. */
    public static Durations learnedFrom(Collection<PastAttempt> attempts) {
        return new Durations(attempts);
    }

    /**
     * Learned from the journals of earlier runs.
     *
     * @throws IOException if a journal cannot be read
     * @throws org.atex.core.journal.JournalException if one is no journal, or damaged
     */
    public static Durations learnedFrom(Path... runDirectories) throws IOException {
        List<PastAttempt> attempts = new ArrayList<>();
        for (Path directory : runDirectories) {
            attempts.addAll(PastAttempt.in(directory));
        }
        return learnedFrom(attempts);
    }

    /** What is expected of a test on its target platform. */
    public Expectation of(TestRun test) {
        String platform = test.target().name();
        Expectation there = known(platform, test);
        Expectation known = there == null ? known(EVERYWHERE, test) : there;
        return known == null ? unknown(platform, test) : known;
    }

    private @Nullable Expectation known(String platform, TestRun test) {
        Model model = models.get(platform);
        TestTimes record = records.getOrDefault(platform, Map.of()).get(test.name());
        if (model == null || record == null || !record.hasTimes()) {
            return null;
        }
        double rate =
                (record.failures() + COMMON_ATTEMPTS * model.failureRate())
                        / (record.attempts() + COMMON_ATTEMPTS);
        return new Expectation(seconds(model.expected(record)), rate, Source.ATTEMPTS);
    }

    private Expectation unknown(String platform, TestRun test) {
        Model model = models.containsKey(platform) ? models.get(platform) : models.get(EVERYWHERE);
        double rate = model == null ? 0 : model.failureRate();
        if (test.declaresTimeLimit()) {
            Duration took =
                    model == null ? test.timeLimit() : seconds(model.byLimit(test.timeLimit()));
            return new Expectation(took, rate, Source.LIMIT);
        }
        OptionalDouble others = model == null ? OptionalDouble.empty() : model.byOthers();
        return others.isPresent()
                ? new Expectation(seconds(others.getAsDouble()), rate, Source.OTHERS)
                : new Expectation(test.timeLimit(), rate, Source.NOTHING);
    }

    private static Duration seconds(double logarithm) {
        return Duration.ofNanos(Math.round(Math.exp(logarithm) * 1e9));
    }
}
