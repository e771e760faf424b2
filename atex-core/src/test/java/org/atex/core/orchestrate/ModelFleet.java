package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.atex.core.orchestrate.ModelSettings.Handles;
import org.atex.core.orchestrate.ModelSettings.Pool;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;

/**
 * The systems of a run of the model, as the world outside sees them: they outlive the processes
 * that reserve them, are adopted, vanish, and are given back.
 */
final class ModelFleet {

    private static final String ID = "id";

    private final ModelSettings settings;
    private final Random random;
    private final Map<String, Handles> standing = new HashMap<>();
    private final Set<String> vanished = new HashSet<>();
    private final Set<String> unreleased = new LinkedHashSet<>();
    private int names;

    ModelFleet(ModelSettings settings, Random random) {
        this.settings = settings;
        this.random = random;
    }

    /** The factories as a new process makes them. */
    List<FactorySlot> slots() {
        return settings.pools().stream()
                .map(pool -> new FactorySlot(new Factory(pool), pool.max()))
                .toList();
    }

    void reserve(HeldSystem system) {
        Named named = (Named) system.provisioner;
        named.reserved = true;
        standing.put(named.id, named.pool.handles());
    }

    /** Gives back what stands, exactly once; what has vanished or never stood need not. */
    void release(HeldSystem system) {
        Named named = (Named) system.provisioner;
        named.release();
        if (named.reserved && !vanished.contains(named.id)) {
            assertThat(standing).as("released twice").containsKey(named.id);
            giveBack(named.id);
        }
    }

    private void giveBack(String id) {
        if (random.nextInt(20) == 0) {
            unreleased.add(id);
            throw new ProvisionException("the cloud does not take it back");
        }
        unreleased.remove(id);
        standing.remove(id);
    }

    /** A system is gone for good. */
    void vanish(HeldSystem system) {
        vanish(((Named) system.provisioner).id);
    }

    private void vanish(String id) {
        vanished.add(id);
        unreleased.remove(id);
        standing.remove(id);
    }

    boolean isAlive(HeldSystem system) {
        return !vanished.contains(((Named) system.provisioner).id);
    }

    /** Nobody knows any more of systems whose handles did not get into the journal. */
    void processDied(List<Map<String, String>> handles) {
        Set<String> known = new HashSet<>();
        handles.forEach(handle -> known.add(handle.getOrDefault(ID, "")));
        for (Map.Entry<String, Handles> each : Map.copyOf(standing).entrySet()) {
            if (!known.contains(each.getKey())) {
                assertThat(each.getValue()).as("forgotten").isNotEqualTo(Handles.BEFORE);
                vanish(each.getKey());
            }
        }
    }

    /** Whether all are given back but those of which the run says that they are not. */
    void checkNothingIsLeft() {
        assertThat(standing.keySet()).as("systems that stand").isEqualTo(unreleased);
    }

    private final class Factory implements ProvisionerFactory {

        private final Pool pool;
        private int made;

        Factory(Pool pool) {
            this.pool = pool;
        }

        @Override
        public Provisioner create() {
            if (made++ >= pool.supply()) {
                throw new NoMoreSystemsException("no more");
            }
            String name = "s" + ++names;
            return new Named(name, name, pool);
        }

        @Override
        public Optional<Provisioner> adopt(Map<String, String> handle) {
            String id = handle.getOrDefault(ID, "");
            int fate = random.nextInt(15);
            if (fate == 0) {
                throw new ProvisionException("the cloud does not answer");
            }
            if (fate <= 2) {
                vanish(id);
            }
            if (!standing.containsKey(id)) {
                return Optional.empty();
            }
            Named adopted = new Named(random.nextInt(3) == 0 ? id : "s" + ++names, id, pool);
            adopted.reserved = true;
            return Optional.of(adopted);
        }

        @Override
        public void discard(Map<String, String> handle) {
            String id = handle.getOrDefault(ID, "");
            if (standing.containsKey(id)) {
                giveBack(id);
            }
        }
    }

    private static final class Named extends Provisioner {

        private final String id;
        private final Pool pool;
        private boolean reserved;

        Named(String name, String id, Pool pool) {
            super(name, pool.platform());
            this.id = id;
            this.pool = pool;
        }

        @Override
        public Map<String, String> handle() {
            boolean known =
                    pool.handles() == Handles.BEFORE
                            || (pool.handles() == Handles.WHEN_RESERVED && reserved);
            return known ? Map.of(ID, id) : Map.of();
        }

        @Override
        protected SshSystem provision(Deadline deadline) {
            throw new AssertionError("systems of the model stand in the fleet only");
        }

        @Override
        protected void deprovision() {}
    }
}
