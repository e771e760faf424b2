package org.atex.core.fakes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.atex.core.system.HostKeys;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;

/**
 * A factory of systems that exist only in name; it counts what becomes of them. Those that stand
 * when a process is killed can be given to the factory of the next one.
 */
public final class FakeSystems implements ProvisionerFactory, AutoCloseable {

    private static final String ID = "id";

    private final BannerServer banner = new BannerServer();
    private final Platform platform;
    private final List<String> events = new ArrayList<>();
    private final AtomicInteger created = new AtomicInteger();
    private final Set<String> standing = new LinkedHashSet<>();
    private int failingDiscards;
    private int failures;
    private int limit = Integer.MAX_VALUE;
    private CountDownLatch gate = new CountDownLatch(0);
    private CountDownLatch atGate = new CountDownLatch(0);
    private boolean dead;
    private boolean releaseFails;
    private int held;
    private int mostHeld;
    private boolean closed;

    /** Systems of any platform. */
    public FakeSystems() {
        this(Platform.any());
    }

    /** Systems of one platform. */
    public FakeSystems(Platform platform) {
        this.platform = platform;
    }

    /** Has the next reservations fail. */
    public synchronized FakeSystems failingFirst(int times) {
        failures = times;
        return this;
    }

    /** Has no more than this many systems in all. */
    public synchronized FakeSystems atMost(int systems) {
        limit = systems;
        return this;
    }

    /** Has reservations wait until {@link #openGate}. */
    public synchronized FakeSystems gated(int expected) {
        gate = new CountDownLatch(1);
        atGate = new CountDownLatch(expected);
        return this;
    }

    /** Has releases fail. */
    public synchronized FakeSystems releaseFailing() {
        releaseFails = true;
        return this;
    }

    /** Has systems standing that a dead process held. */
    public synchronized FakeSystems standing(Collection<String> names) {
        standing.addAll(names);
        created.set(1000 * (1 + created.get()) + created.get());
        return this;
    }

    /** The systems that stand: reserved or half reserved, and not given back. */
    public synchronized Set<String> standing() {
        return Set.copyOf(standing);
    }

    /** Has the next discards fail. */
    public synchronized FakeSystems failingDiscards(int times) {
        failingDiscards = times;
        return this;
    }

    /** Waits until as many reservations as expected are held at the gate. */
    public void awaitGate() throws InterruptedException {
        atGate.await();
    }

    /** Lets reservations go on. */
    public void openGate() {
        gate.countDown();
    }

    /** Says that all systems are gone for good. */
    public synchronized void kill() {
        dead = true;
    }

    @Override
    public synchronized Provisioner create() {
        if (created.get() >= limit) {
            throw new NoMoreSystemsException("there were only " + limit);
        }
        return new Fake("fake-" + created.incrementAndGet());
    }

    @Override
    public Optional<Provisioner> adopt(Map<String, String> handle) {
        String was = handle.getOrDefault(ID, "");
        Fake fake;
        synchronized (this) {
            if (!standing.contains(was)) {
                return Optional.empty();
            }
            fake = new Fake("fake-" + created.incrementAndGet(), was);
        }
        try {
            fake.reserve(Deadline.never());
            return Optional.of(fake);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public synchronized void discard(Map<String, String> handle) {
        events.add("discard " + handle.get(ID));
        if (failingDiscards > 0) {
            failingDiscards--;
            throw new ProvisionException("the cloud still does not take it back");
        }
        standing.remove(handle.get(ID));
    }

    /** What happened, in order: {@code reserve fake-1}, {@code release fake-1}. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** How many systems were reserved, or tried to be. */
    public long reserved() {
        return events().stream().filter(event -> event.startsWith("reserve")).count();
    }

    /** How many systems were given back. */
    public long released() {
        return events().stream().filter(event -> event.startsWith("release")).count();
    }

    /** How many systems were held at once at the most. */
    public synchronized int mostHeld() {
        return mostHeld;
    }

    /** Whether the run has closed this factory. */
    public synchronized boolean closed() {
        return closed;
    }

    private synchronized void note(String what, String name, int change) {
        events.add(what + " " + name);
        held += change;
        mostHeld = Math.max(mostHeld, held);
    }

    @Override
    public synchronized void close() {
        closed = true;
        banner.close();
    }

    private final class Fake extends Provisioner {

        private final String id;
        private final boolean adopted;

        Fake(String name) {
            super(name, platform);
            id = name;
            adopted = false;
        }

        Fake(String name, String id) {
            super(name, platform);
            this.id = id;
            adopted = true;
        }

        @Override
        public Map<String, String> handle() {
            return Map.of(ID, id);
        }

        @Override
        protected SshSystem provision(Deadline deadline) throws InterruptedException {
            note(adopted ? "adopt" : "reserve", name(), 1);
            synchronized (FakeSystems.this) {
                standing.add(id);
            }
            atGate.countDown();
            gate.await();
            synchronized (FakeSystems.this) {
                if (failures > 0) {
                    failures--;
                    throw new ProvisionException(name() + ": the cloud is full");
                }
            }
            return SshSystem.at("127.0.0.1")
                    .withPort(banner.port())
                    .withHostKeys(HostKeys.acceptAny())
                    .withWorkRoot(name());
        }

        @Override
        protected void deprovision() {
            note("release", name(), -1);
            synchronized (FakeSystems.this) {
                if (releaseFails) {
                    throw new ProvisionException("the cloud does not take it back");
                }
                standing.remove(id);
            }
        }

        @Override
        protected boolean probe() {
            synchronized (FakeSystems.this) {
                return !dead;
            }
        }
    }
}
