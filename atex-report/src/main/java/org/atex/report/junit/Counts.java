package org.atex.report.junit;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What was counted of a suite, or of all. */
final class Counts {

    private long tests;
    private long failures;
    private long errors;
    private long skipped;
    private Duration took = Duration.ZERO;

    void add(TestCase testCase) {
        tests++;
        switch (testCase.kind()) {
            case PASSED -> {}
            case FAILURE -> failures++;
            case ERROR -> errors++;
            case SKIPPED -> skipped++;
        }
        took = took.plus(testCase.took().orElse(Duration.ZERO));
    }

    void add(Counts other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
        took = took.plus(other.took);
    }

    /** The same as words, and back. */
    List<String> toWords() {
        return Stream.of(tests, failures, errors, skipped, took.toNanos())
                .map(String::valueOf)
                .toList();
    }

    static Counts ofWords(List<String> words) {
        Counts counts = new Counts();
        counts.tests = Long.parseLong(words.get(0));
        counts.failures = Long.parseLong(words.get(1));
        counts.errors = Long.parseLong(words.get(2));
        counts.skipped = Long.parseLong(words.get(3));
        counts.took = Duration.ofNanos(Long.parseLong(words.get(4)));
        return counts;
    }

    /** The attributes of a {@code testsuites}, which has no {@code skipped}. */
    void attributesOfAll(StringBuilder xml) {
        TestCase.attribute(xml, "tests", Long.toString(tests));
        TestCase.attribute(xml, "failures", Long.toString(failures));
        TestCase.attribute(xml, "errors", Long.toString(errors));
        TestCase.attribute(xml, "time", TestCase.seconds(took));
    }

    /** The attributes of a {@code testsuite}. */
    void attributesOfSuite(StringBuilder xml) {
        attributesOfAll(xml);
        TestCase.attribute(xml, "skipped", Long.toString(skipped));
    }
}
