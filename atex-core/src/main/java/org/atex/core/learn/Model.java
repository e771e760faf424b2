package org.atex.core.learn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How durations are spread on one platform, all in logarithms of seconds, where "twice as long" is
 * as far everywhere.
 *
 * <p>What was seen of a test and what its time limit suggests are weighed by how far each can be
 * trusted (empirical Bayes): where attempts of the same test differ as much as tests do, the limit
 * says more than a few attempts; where each test takes its own time whatever its limit, the
 * attempts say it all.
 */
final class Model {

    /** The variance of attempts of one test where none ran twice: about 20 % up or down. */
    private static final double USUAL_WITHIN = 0.04;

    /** How far attempts are trusted at least: that tests do not differ at all is never certain. */
    private static final double LEAST_TRUST = 0.1;

    /** The variance of the median of n numbers over that of their mean. */
    private static final double MEDIAN_LOSS = Math.PI / 2;

    private final double within;
    private final Prior limited;
    private final Prior unlimited;
    private final OptionalDouble middle;
    private final double failureRate;

    Model(Collection<TestTimes> records) {
        List<TestTimes> seen = records.stream().filter(TestTimes::hasTimes).toList();
        within = within(seen);
        limited =
                prior(
                        seen.stream().filter(TestTimes::declaresLimit).toList(),
                        TestTimes::overLimit);
        unlimited =
                prior(seen.stream().filter(r -> !r.declaresLimit()).toList(), TestTimes::middle);
        middle = median(seen, TestTimes::middle);
        failureRate = failureRate(records);
    }

    /** What the tests of a kind have in common: the middle of them, and how far they differ. */
    private record Prior(OptionalDouble centre, double between) {}

    private static double within(List<TestTimes> records) {
        List<TestTimes> repeated = records.stream().filter(r -> r.times().length > 1).toList();
        if (repeated.isEmpty()) {
            return USUAL_WITHIN;
        }
        double[] residuals = repeated.stream().flatMapToDouble(TestTimes::residuals).toArray();
        double each = (double) residuals.length / repeated.size();
        return Samples.variance(0, residuals) * each / (each - 1);
    }

    private Prior prior(List<TestTimes> records, ToDoubleFunction<TestTimes> value) {
        OptionalDouble centre = median(records, value);
        if (centre.isEmpty()) {
            return new Prior(centre, Double.POSITIVE_INFINITY);
        }
        double[] values = records.stream().mapToDouble(value).toArray();
        double noise = records.stream().mapToDouble(this::noise).average().orElse(0);
        double between = Samples.variance(centre.getAsDouble(), values) - noise;
        return new Prior(centre, records.size() < 3 ? Double.POSITIVE_INFINITY : between);
    }

    private static OptionalDouble median(
            List<TestTimes> records, ToDoubleFunction<TestTimes> value) {
        return records.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Samples.median(records.stream().mapToDouble(value).toArray()));
    }

    /** The variance of the middle of a test's attempts. */
    private double noise(TestTimes test) {
        int count = test.times().length;
        return within / count * (count > 2 ? MEDIAN_LOSS : 1);
    }

    private static double failureRate(Collection<TestTimes> records) {
        List<TestTimes> all = new ArrayList<>(records);
        int attempts = all.stream().mapToInt(TestTimes::attempts).sum();
        return attempts == 0
                ? 0
                : (double) all.stream().mapToInt(TestTimes::failures).sum() / attempts;
    }

    /** How often attempts fail on this platform. */
    double failureRate() {
        return failureRate;
    }

    /** The logarithm of what a test took, drawn to what its like take. */
    double expected(TestTimes test) {
        double seen = test.middle();
        Prior prior = test.declaresLimit() ? limited : unlimited;
        double limit = test.declaresLimit() ? test.logLimit() : 0;
        if (prior.centre().isEmpty() || Double.isInfinite(prior.between())) {
            return seen;
        }
        double common = limit + prior.centre().getAsDouble();
        double between = Math.max(prior.between(), 0);
        double noise = noise(test);
        double trust = noise == 0 ? 1 : Math.max(between / (between + noise), LEAST_TRUST);
        return common + trust * (seen - common);
    }

    /** The logarithm of what a test that never ran will take, by its limit. */
    double byLimit(Duration limit) {
        return TestTimes.log(limit) + limited.centre().orElse(0);
    }

    /** The logarithm of what a test takes of which nothing is known. */
    OptionalDouble byOthers() {
        return unlimited.centre().isPresent() ? unlimited.centre() : middle;
    }
}
