package org.atex.core.orchestrate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.atex.core.journal.SystemHistory;
import org.atex.core.system.Provisioner;

/**
 * Takes over systems that a dead process held, several at a time, each on a thread {@code
 * atex-adopt-N}. Interrupting the caller interrupts those; what they have got by then counts.
 */
final class Takeover {

    private static final int AT_ONCE = 16;

    private final List<FactorySlot> slots;
    private final BiConsumer<SystemHistory, RuntimeException> failures;
    private final ConcurrentLinkedQueue<SystemHistory> waiting;
    private final Map<SystemHistory, Provisioner> adopted = new ConcurrentHashMap<>();

    /**
     * Makes one.
     *
     * @param failures told what a factory threw
     */
    Takeover(
            List<SystemHistory> systems,
            List<FactorySlot> slots,
            BiConsumer<SystemHistory, RuntimeException> failures) {
        this.waiting = new ConcurrentLinkedQueue<>(systems);
        this.slots = slots;
        this.failures = failures;
    }

    /** Those that are ours now; the others are gone, or nobody knows. */
    Map<SystemHistory, Provisioner> run() {
        List<Thread> threads =
                IntStream.rangeClosed(1, Math.min(AT_ONCE, waiting.size()))
                        .mapToObj(i -> new Thread(this::adoptAll, "atex-adopt-" + i))
                        .toList();
        threads.forEach(Thread::start);
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= join(thread, threads);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return adopted;
    }

    private boolean join(Thread thread, List<Thread> all) {
        try {
            thread.join();
            return false;
        } catch (InterruptedException e) {
            waiting.clear();
            all.forEach(Thread::interrupt);
            Uninterrupted.wait(thread::join);
            return true;
        }
    }

    private void adoptAll() {
        for (SystemHistory next = waiting.poll(); next != null; next = waiting.poll()) {
            SystemHistory system = next;
            try {
                Optional<Provisioner> got =
                        slots.get(system.factory()).factory.adopt(system.handle());
                got.ifPresent(provisioner -> adopted.put(system, provisioner));
            } catch (RuntimeException e) {
                failures.accept(system, e);
            }
        }
    }
}
