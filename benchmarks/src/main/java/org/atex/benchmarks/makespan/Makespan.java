package org.atex.benchmarks.makespan;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.atex.core.learn.Durations;
import org.atex.core.learn.PastAttempt;
import org.atex.core.orchestrate.Order;
import org.atex.core.orchestrate.RerunPlace;
import org.atex.core.orchestrate.RerunPolicy;
import org.atex.core.orchestrate.Simulation;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.TestRun;

/**
 * Makespan over lower bound, median and 95th percentile over 200 seeded draws, for the ways to
 * order a suite. All systems are there at the start; a failed test destroys its system, whose
 * replacement is there 5 minutes later.
 */
public final class Makespan {

    private static final int DRAWS = 200;
    private static final int EARLIER_RUNS = 5;
    private static final int[] SYSTEMS = {4, 8, 16, 32};
    private static final Duration REPLACEMENT = Duration.ofMinutes(5);

    private Makespan() {}

    /**
     * Prints the tables.
     *
     * @param args none
     */
    public static void main(String... args) throws IOException {
        for (String name : List.of("contest", "tmt")) {
            Suite suite = Suite.load(name);
            table("each attempt takes its limit x U(0.05, 0.95)", suite, Makespan::anew);
            table("each test's share of its limit is drawn once", suite, seed -> share(seed));
            table("no limits, log-normal", suite.withoutLimits(), Makespan::heavyTailed);
        }
    }

    /** How durations are drawn: each attempt by itself. */
    private static ToDoubleBiFunction<TestRun, Random> anew(long seed) {
        return (test, random) -> test.timeLimit().toSeconds() * uniform(random, 0.05, 0.95);
    }

    /** Each test has a share of its limit; attempts differ a little. */
    private static ToDoubleBiFunction<TestRun, Random> share(long seed) {
        return (test, random) ->
                test.timeLimit().toSeconds()
                        * uniform(own(test, seed), 0.05, 0.95)
                        * uniform(random, 0.8, 1.25);
    }

    /** Each test has a base time, most are short and few very long; attempts differ a little. */
    private static ToDoubleBiFunction<TestRun, Random> heavyTailed(long seed) {
        return (test, random) ->
                600 * Math.exp(1.5 * own(test, seed).nextGaussian()) * uniform(random, 0.8, 1.25);
    }

    private static Random own(TestRun test, long seed) {
        return new Random(seed * 1_000_003 + test.name().hashCode() * 7919L);
    }

    private static double uniform(Random random, double from, double to) {
        return from + random.nextDouble() * (to - from);
    }

    private static void table(
            String title, Suite suite, LongFunction<ToDoubleBiFunction<TestRun, Random>> kind) {
        System.out.printf("%n%s: %s%n%-34s", suite.name(), title, "makespan / lower bound");
        IntStream.of(SYSTEMS).forEach(n -> System.out.printf("  %6d systems", n));
        System.out.println();
        Map<String, double[][]> rows = new LinkedHashMap<>();
        for (int draw = 0; draw < DRAWS; draw++) {
            add(rows, suite.tests(), kind.apply(draw), draw);
        }
        rows.forEach(Makespan::print);
    }

    private static void add(
            Map<String, double[][]> rows,
            List<TestRun> tests,
            ToDoubleBiFunction<TestRun, Random> seconds,
            int draw) {
        Draw actual = new Draw(tests, seconds, draw);
        List<PastAttempt> earlier = new ArrayList<>();
        for (int run = 1; run <= EARLIER_RUNS; run++) {
            earlier.addAll(new Draw(tests, seconds, draw + 1_000L * run).past());
        }
        Map<String, Comparator<TestRun>> orders = new LinkedHashMap<>();
        orders.put("given order", Order.inOrder());
        orders.put("longest declared", Order.longestFirst());
        orders.put("longest actual", longestActual(actual));
        orders.put("learned from 5 runs", Order.expected(Durations.learnedFrom(earlier)));
        for (int i = 0; i < SYSTEMS.length; i++) {
            put(rows, "static split", i, draw, StaticSplit.ratio(tests, actual, SYSTEMS[i]));
            for (Map.Entry<String, Comparator<TestRun>> order : orders.entrySet()) {
                for (RerunPlace place : RerunPlace.values()) {
                    String row = order.getKey() + (place == RerunPlace.LAST ? ", reruns last" : "");
                    put(
                            rows,
                            row,
                            i,
                            draw,
                            ratio(tests, actual, order.getValue(), place, SYSTEMS[i]));
                }
            }
        }
    }

    private static void put(
            Map<String, double[][]> rows, String row, int column, int draw, double value) {
        rows.computeIfAbsent(row, name -> new double[SYSTEMS.length][DRAWS])[column][draw] = value;
    }

    private static Comparator<TestRun> longestActual(Draw actual) {
        return Comparator.<TestRun, Duration>comparing(test -> actual.attempt(test, 1).took())
                .reversed();
    }

    private static double ratio(
            List<TestRun> tests,
            Draw actual,
            Comparator<TestRun> order,
            RerunPlace place,
            int systems) {
        return Simulation.of(tests, actual)
                .systems(systems)
                .reservedAtStart()
                .reserveTime(REPLACEMENT)
                .order(order)
                .rerun(RerunPolicy.failedUpTo(1))
                .rerunPlace(place)
                .run()
                .overLowerBound();
    }

    private static void print(String name, double[][] columns) {
        System.out.printf("%-34s", name);
        for (double[] column : columns) {
            Arrays.sort(column);
            double median = (column[DRAWS / 2 - 1] + column[DRAWS / 2]) / 2;
            double p95 = column[(int) Math.ceil(DRAWS * 0.95) - 1];
            System.out.printf("  %6.3f / %5.3f", median, p95);
        }
        System.out.println();
    }

    /** Every system has its fixed share of the tests, in given order. */
    private static final class StaticSplit {

        static double ratio(List<TestRun> tests, Draw actual, int systems) {
            double[] busy = new double[systems];
            double longest = 0;
            double all = 0;
            for (int i = 0; i < tests.size(); i++) {
                int system = (int) ((long) i * systems / tests.size());
                boolean passed = false;
                for (int tryNumber = 1; !passed; tryNumber++) {
                    TestOutcome outcome = actual.attempt(tests.get(i), tryNumber);
                    double took = outcome.took().toNanos() / 1e9;
                    passed = outcome.passed();
                    busy[system] += took + (passed ? 0 : REPLACEMENT.toSeconds());
                    longest = Math.max(longest, took);
                    all += took;
                }
            }
            return Arrays.stream(busy).max().orElse(0) / Math.max(longest, all / systems);
        }

        private StaticSplit() {}
    }
}
