package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/**
 * Which test goes where, by the policies (ORC-06, ORC-07).
 *
 * <p>While applicable and fitness are the built-in ones, only a test's target decides where it may
 * run: tests with equal targets are one group, and the first of each is all that is looked at. With
 * policies of the user each test is asked for.
 */
final class Matching {

    /** What decides where a test may run while the policies are the built-in ones. */
    private record Where(Map<String, String> target, String pinned, String avoided) {}

    private final Policies policies;
    private final TestQueue queue;
    private final boolean builtIn;

    Matching(Policies policies) {
        this.policies = policies;
        this.builtIn =
                policies.nextTest().isEmpty()
                        && policies.applicable() == Applicable.byPlatform()
                        && policies.fitness() == Fitness.equal();
        this.queue =
                new TestQueue(
                        policies.rerunPlace(), builtIn ? Matching::where : Function.identity());
    }

    private static Where where(QueuedTest queued) {
        return new Where(
                queued.test.target().dimensions(),
                queued.platformName == null ? "" : queued.platformName,
                queued.avoided == null ? "" : queued.avoided);
    }

    TestQueue queue() {
        return queue;
    }

    /** Whether systems of one platform are all the same to the policies. */
    boolean byPlatformOnly() {
        return builtIn;
    }

    /** Whether the test may run on the system. */
    boolean applies(QueuedTest queued, Provisioner system) {
        if (!mayGo(queued, system)) {
            return false;
        }
        if (policies.nextTest().isPresent()) {
            return ask(policies.nextTest().get(), List.of(queued.test), system, Optional.empty())
                    .isPresent();
        }
        return policies.applicable().applicable(queued.test, system)
                && policies.fitness().fitness(queued.test, system) > Double.NEGATIVE_INFINITY;
    }

    /**
     * Reruns of a nameless target stay on systems of the same platform name; some go to another
     * system than the one before.
     */
    private static boolean mayGo(QueuedTest queued, Provisioner system) {
        return (queued.platformName == null || queued.platformName.equals(system.platform().name()))
                && !system.name().equals(queued.avoided);
    }

    /** The next test of a free system. */
    Optional<QueuedTest> choose(HeldSystem system) {
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        if (policies.nextTest().isPresent()) {
            return chosenBy(policies.nextTest().get(), system);
        }
        Optional<QueuedTest> same = best(system, true);
        return same.isPresent() ? same : best(system, false);
    }

    private Optional<QueuedTest> best(HeldSystem system, boolean sameSetup) {
        return builtIn ? firstOfGroups(system, sameSetup) : fittest(system, sameSetup);
    }

    private Optional<QueuedTest> firstOfGroups(HeldSystem system, boolean sameSetup) {
        Comparator<QueuedTest> order = queue.order();
        @Nullable QueuedTest best = null;
        for (TestGroup group : queue.groups()) {
            Optional<QueuedTest> first =
                    sameSetup ? group.firstWith(system.started) : Optional.of(group.sample());
            if (first.isPresent()
                    && (best == null || order.compare(first.get(), best) < 0)
                    && applies(first.get(), system.provisioner)) {
                best = first.get();
            }
        }
        return Optional.ofNullable(best);
    }

    private Optional<QueuedTest> fittest(HeldSystem system, boolean sameSetup) {
        @Nullable QueuedTest best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (QueuedTest queued : queue) {
            if (sameSetup && !queued.test.setup().equals(system.started)) {
                continue;
            }
            if (!mayGo(queued, system.provisioner)
                    || !policies.applicable().applicable(queued.test, system.provisioner)) {
                continue;
            }
            double fitness = policies.fitness().fitness(queued.test, system.provisioner);
            if (fitness > most) {
                best = queued;
                most = fitness;
            }
        }
        return Optional.ofNullable(best);
    }

    private Optional<QueuedTest> chosenBy(NextTest policy, HeldSystem system) {
        List<TestRun> offered = new ArrayList<>(queue.size());
        for (QueuedTest queued : queue) {
            if (mayGo(queued, system.provisioner)) {
                offered.add(queued.test);
            }
        }
        if (offered.isEmpty()) {
            return Optional.empty();
        }
        Optional<TestRun> answer =
                ask(
                        policy,
                        Collections.unmodifiableList(offered),
                        system.provisioner,
                        system.previous());
        return answer.map(test -> waiting(test, system));
    }

    private QueuedTest waiting(TestRun chosen, HeldSystem system) {
        for (QueuedTest queued : queue) {
            if (queued.test.equals(chosen) && mayGo(queued, system.provisioner)) {
                return queued;
            }
        }
        throw new InvalidArgumentException(
                "nextTest chose %s for %s, which does not wait".formatted(chosen, system));
    }

    private static Optional<TestRun> ask(
            NextTest policy, List<TestRun> tests, Provisioner system, Optional<TestRun> previous) {
        return policy.choose(tests, system, previous);
    }
}
