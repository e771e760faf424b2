package org.atex.core.orchestrate;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/** Which test goes where, by the policies (ORC-06, ORC-07). */
final class Matching {

    private final Policies policies;
    private final TestQueue queue;

    Matching(Policies policies, TestQueue queue) {
        this.policies = policies;
        this.queue = queue;
    }

    /** Whether the test may run on the system. */
    boolean applies(QueuedTest queued, Provisioner system) {
        if (!onItsPlatform(queued, system)) {
            return false;
        }
        if (policies.nextTest().isPresent()) {
            return ask(policies.nextTest().get(), List.of(queued.test), system, Optional.empty())
                    .isPresent();
        }
        return policies.applicable().applicable(queued.test, system)
                && policies.fitness().fitness(queued.test, system) > Double.NEGATIVE_INFINITY;
    }

    /** Reruns of a nameless target stay on systems of the same platform name. */
    private static boolean onItsPlatform(QueuedTest queued, Provisioner system) {
        return queued.platformName == null || queued.platformName.equals(system.platform().name());
    }

    Optional<QueuedTest> firstFor(Collection<QueuedTest> tests, Provisioner system) {
        return tests.stream().filter(queued -> applies(queued, system)).findFirst();
    }

    /** The next test of a free system. */
    Optional<QueuedTest> choose(HeldSystem system) {
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        if (policies.nextTest().isPresent()) {
            return chosenBy(policies.nextTest().get(), system);
        }
        Optional<QueuedTest> same = fittest(system, true);
        return same.isPresent() ? same : fittest(system, false);
    }

    private Optional<QueuedTest> fittest(HeldSystem system, boolean sameSetup) {
        @Nullable QueuedTest best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (QueuedTest queued : queue) {
            if (sameSetup && !queued.test.setup().equals(system.started)) {
                continue;
            }
            if (!onItsPlatform(queued, system.provisioner)
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
        Optional<TestRun> answer =
                ask(policy, queue.tests(), system.provisioner, system.previous());
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        for (QueuedTest queued : queue) {
            if (queued.test.equals(answer.get())) {
                return Optional.of(queued);
            }
        }
        throw new InvalidArgumentException(
                "nextTest chose %s for %s, which does not wait".formatted(answer.get(), system));
    }

    private static Optional<TestRun> ask(
            NextTest policy, List<TestRun> tests, Provisioner system, Optional<TestRun> previous) {
        return policy.choose(tests, system, previous);
    }
}
