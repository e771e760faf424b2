package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.Platform;
import org.jspecify.annotations.Nullable;

/**
 * One factory of a run: the systems it has out, those it has made but not reserved (candidates),
 * and how it fails.
 */
final class FactorySlot {

    final ProvisionerFactory factory;
    final int max;
    final Set<HeldSystem> held = new LinkedHashSet<>();

    /** Those of the held ones that may take a test: coming or free. */
    final Set<HeldSystem> takers = new LinkedHashSet<>();

    final List<Provisioner> candidates = new ArrayList<>();
    int failuresInARow;
    @Nullable String lastFailure;
    private @Nullable String exhausted;

    /** Whether what it made last is of no platform that was not there already. */
    private boolean repeats;

    private final Set<Platform> declined = new HashSet<>();
    private long declinedAt;
    private long uselessAt = -1;

    FactorySlot(ProvisionerFactory factory, int max) {
        this.factory = factory;
        this.max = max;
    }

    /**
     * Makes one more candidate; false if there are as many as may be held, or no more of them. A
     * factory of several platforms makes more, until it repeats itself: those that nothing wants
     * must not hide the others.
     */
    boolean makeCandidate() {
        boolean enough = held.size() + candidates.size() >= max;
        if (exhausted != null || (enough && (repeats || candidates.isEmpty()))) {
            return false;
        }
        try {
            Provisioner made = Objects.requireNonNull(factory.create(), "it made null");
            repeats = candidates.stream().anyMatch(c -> c.platform().equals(made.platform()));
            candidates.add(made);
            return true;
        } catch (NoMoreSystemsException e) {
            exhausted = "no more systems: " + e.getMessage();
        } catch (RuntimeException | Error e) {
            exhausted = "the factory failed: " + e;
        }
        return false;
    }

    HeldSystem hold(Provisioner candidate) {
        candidates.remove(candidate);
        HeldSystem system = new HeldSystem(this, candidate);
        held.add(system);
        changed(system);
        return system;
    }

    /** A system it holds is in another phase. */
    void changed(HeldSystem system) {
        if (system.mayTakeOne()) {
            takers.add(system);
        } else {
            takers.remove(system);
        }
    }

    /** A system is back; the factory may have more of them again. */
    void left(HeldSystem system) {
        held.remove(system);
        takers.remove(system);
        exhausted = null;
        repeats = false;
        uselessAt = -1;
    }

    /** A system of this platform did not want any of the tests that wait. */
    void declined(Platform platform, long queueVersion) {
        forgetOldDeclines(queueVersion);
        declined.add(platform);
    }

    /** Whether another system of this platform would want as little. */
    boolean hasDeclined(Platform platform, long queueVersion) {
        forgetOldDeclines(queueVersion);
        return declined.contains(platform);
    }

    private void forgetOldDeclines(long queueVersion) {
        if (declinedAt != queueVersion) {
            declined.clear();
            declinedAt = queueVersion;
        }
    }

    /** Nothing it has serves any test that waits, until others come. */
    void useless(long queueVersion) {
        uselessAt = queueVersion;
    }

    /** While it fails, one system at a time is tried (ORC-08). */
    boolean mayReserve(long queueVersion) {
        return held.size() < max
                && uselessAt != queueVersion
                && (exhausted == null || !candidates.isEmpty())
                && (failuresInARow == 0
                        || held.stream().noneMatch(s -> s.phase() == HeldSystem.Phase.COMING));
    }

    /** Takes the candidates that never became systems out of the run. */
    void dropCandidates() {
        for (Iterator<Provisioner> each = candidates.iterator(); each.hasNext(); ) {
            each.next().release();
            each.remove();
        }
    }

    String whyNothing() {
        if (exhausted != null) {
            return exhausted;
        }
        return lastFailure == null ? "it does not apply" : "it fails: " + lastFailure;
    }
}
