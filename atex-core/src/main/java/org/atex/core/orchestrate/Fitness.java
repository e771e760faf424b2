package org.atex.core.orchestrate;

import java.util.Set;
import java.util.function.Function;
import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;

/**
 * How much a test should run on a system next (ORC-07). Goes before the order: highest first, ties
 * in order. Must be quick; never called twice at a time.
 */
@FunctionalInterface
public interface Fitness {

    /** From negative infinity, never, to positive infinity, now; NaN counts as never. */
    double fitness(TestRun test, Provisioner system);

    /** The default: the same for all. */
    static Fitness equal() {
        return BuiltIn.EQUAL;
    }

    /**
     * A test goes where the {@linkplain Provisioner#marks() marks} it wants are: 1 where all of
     * them are set, 0 elsewhere and for tests that want none. A test that needs a snapshot of a
     * nested machine so goes where one stands already.
     *
     * @param wanted the names of the marks that a test wants; may be none
     */
    static Fitness byMarks(Function<TestRun, Set<String>> wanted) {
        return (test, system) -> {
            Set<String> marks = wanted.apply(test);
            return !marks.isEmpty() && marks.stream().allMatch(system.marks()::has) ? 1 : 0;
        };
    }

    /**
     * Destructive tests go first on systems that carry no marks yet, and last on those that do:
     * they would take with them what the marks stand for.
     */
    static Fitness destructiveOnFresh() {
        return (test, system) -> {
            if (!test.tags().contains(TestRun.DESTRUCTIVE)) {
                return 0;
            }
            return system.marks().all().isEmpty() ? 1 : -1;
        };
    }

    /** Both added up; never if one says never. */
    default Fitness plus(Fitness other) {
        return (test, system) -> fitness(test, system) + other.fitness(test, system);
    }

    /** The same, so many times as important in a sum. */
    default Fitness times(double weight) {
        return (test, system) -> weight * fitness(test, system);
    }
}
