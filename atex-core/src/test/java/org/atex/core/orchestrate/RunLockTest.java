package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lock of a run serves every request once, whoever comes to it. */
@Timeout(60)
class RunLockTest {

    private final List<Object> served = new ArrayList<>();
    private final List<Integer> turns = new ArrayList<>();
    private int unlocked;
    private final RunLock<Object> lock =
            new RunLock<>(
                    requests -> {
                        turns.add(requests.size());
                        served.addAll(requests);
                    },
                    () -> unlocked++);

    @Test
    void whoAsksIsServedWhenTheCallReturns() {
        lock.ask("a");

        assertThat(served).containsExactly("a");
        assertThat(unlocked).isEqualTo(1);
    }

    // ORC-04
    @Test
    void whatCameWhileTheLockWasTakenIsServedInOneTurn() throws Exception {
        List<Thread> threads = new ArrayList<>();
        lock.locked(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        threads.add(asking(i));
                    }
                    threads.forEach(RunLockTest::awaitAsleep);
                });
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(served)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
        assertThat(turns).containsExactly(20);
    }

    @Test
    void nothingIsLostOrServedTwice() throws Exception {
        int each = 3_000;
        List<Thread> threads = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        for (int i = 0; i < 12; i++) {
            String name = "thread " + i;
            threads.add(
                    started(
                            () -> {
                                Uninterrupted.wait(begin::await);
                                for (int n = 0; n < each; n++) {
                                    lock.post(name + " posts " + n);
                                    lock.ask(name + " asks " + n);
                                    lock.locked(() -> served.size());
                                }
                            }));
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(served).hasSize(12 * 2 * each).doesNotHaveDuplicates();
    }

    @Test
    void requestsOfOneThreadAreServedInTheirOrder() {
        lock.locked(
                () -> {
                    lock.post(1);
                    lock.post(2);
                    assertThat(served).isEmpty();
                });
        lock.ask(3);

        assertThat(served).containsExactly(1, 2, 3);
    }

    @Test
    void anInterruptIsKeptForLater() throws Exception {
        Thread[] thread = new Thread[1];
        boolean[] kept = new boolean[1];
        lock.locked(
                () -> {
                    thread[0] =
                            started(
                                    () -> {
                                        lock.ask("a");
                                        kept[0] = Thread.interrupted();
                                    });
                    awaitAsleep(thread[0]);
                    thread[0].interrupt();
                });
        thread[0].join();

        assertThat(served).containsExactly("a");
        assertThat(kept[0]).isTrue();
    }

    @Test
    void aServerThatFailsLeavesNobodyAsleep() throws Exception {
        RunLock<String> failing =
                new RunLock<>(
                        requests -> {
                            throw new IllegalStateException("oops");
                        },
                        () -> {});
        Thread[] thread = new Thread[1];
        assertThatThrownBy(
                        () ->
                                failing.locked(
                                        () -> {
                                            thread[0] = started(() -> failing.ask("a"));
                                            awaitAsleep(thread[0]);
                                            failing.post("b");
                                            throw new IllegalStateException("mine");
                                        }))
                .hasMessage("mine");
        thread[0].join();
    }

    @Test
    void nestedSectionsAreOneTurn() {
        lock.locked(() -> lock.locked(() -> assertThat(lock.heldByThisThread()).isTrue()));

        assertThat(unlocked).isEqualTo(1);
        assertThat(lock.heldByThisThread()).isFalse();
    }

    private Thread asking(Object request) {
        return started(() -> lock.ask(request));
    }

    private static Thread started(Runnable action) {
        Thread thread = new Thread(action, "asking");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, why) -> {});
        thread.start();
        return thread;
    }

    private static void awaitAsleep(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
