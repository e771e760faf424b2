package org.atex.core.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.atex.core.contract.ProvisionerContract;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hard promises of the base class, with a subclass that does what each test says. */
@Timeout(60)
class ProvisionerTest extends ProvisionerContract {

    private GreetingServer ssh;

    @BeforeEach
    void startServer() throws IOException {
        ssh = GreetingServer.sending(out -> out.write("SSH-2.0-test\r\n".getBytes(US_ASCII)));
    }

    @AfterEach
    void stopServer() throws IOException {
        ssh.close();
    }

    @Override
    protected Provisioner newProvisioner() {
        return new Scripted();
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** Counts, checks that deprovision is never beside provision, and does what it is told. */
    private class Scripted extends Provisioner {
        Work work = () -> {};
        Runnable farewell = () -> {};
        BooleanSupplier probe = () -> true;
        SshSystem system = ssh.system();
        final AtomicInteger provisions = new AtomicInteger();
        final AtomicInteger deprovisions = new AtomicInteger();
        final CountDownLatch entered = new CountDownLatch(1);
        private boolean inside; // plain on purpose: the base class gives the happens-before
        private final List<String> broken = new ArrayList<>();

        Scripted() {}

        @Override
        protected SshSystem provision(Deadline deadline) throws InterruptedException {
            inside = true;
            provisions.incrementAndGet();
            entered.countDown();
            try {
                work.run();
                return system;
            } finally {
                inside = false;
            }
        }

        @Override
        protected void deprovision() {
            if (inside) {
                broken.add("deprovision beside provision");
            }
            if (Thread.currentThread().isInterrupted()) {
                broken.add("deprovision with an interrupt pending");
            }
            deprovisions.incrementAndGet();
            farewell.run();
        }

        @Override
        protected boolean probe() {
            return probe.getAsBoolean();
        }

        void assertProvisionedAndDeprovisionedOnce() {
            assertThat(broken).isEmpty();
            assertThat(provisions).hasValue(1);
            assertThat(deprovisions).hasValue(1);
            assertThat(isAlive()).isFalse();
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private static <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "provisioner-test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static Throwable failureOf(FutureTask<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("it did not fail");
    }

    private static void forever() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void systemIsWhereProvisionSays() throws Exception {
        Scripted provisioner = new Scripted();

        assertThat(provisioner.reserve(soon())).isSameAs(provisioner.system);
        assertThat(provisioner.deprovisions).hasValue(0);

        provisioner.release();
        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void releaseInterruptsProvisionAndWaitsForIt() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.work = ProvisionerTest::forever;
        FutureTask<SshSystem> reserve = inThread(() -> provisioner.reserve(soon()));
        provisioner.entered.await();

        provisioner.release();

        provisioner.assertProvisionedAndDeprovisionedOnce();
        assertThat(failureOf(reserve))
                .isInstanceOf(ProvisionException.class)
                .hasMessageContaining("released while it was being reserved");
    }

    @Test
    void provisionThatIgnoresTheInterruptIsWaitedForAndUndone() throws Exception {
        Scripted provisioner = new Scripted();
        AtomicInteger deprovisionsInside = new AtomicInteger();
        provisioner.work =
                () -> {
                    try {
                        forever();
                    } catch (InterruptedException e) {
                        // a careless subclass; release() is waiting now
                        deprovisionsInside.set(provisioner.deprovisions.get());
                    }
                };
        FutureTask<SshSystem> reserve = inThread(() -> provisioner.reserve(soon()));
        provisioner.entered.await();

        provisioner.release();

        assertThat(deprovisionsInside).hasValue(0);
        provisioner.assertProvisionedAndDeprovisionedOnce();
        assertThat(failureOf(reserve)).isInstanceOf(ProvisionException.class);
    }

    @Test
    void releaseWhileTheSystemIsSilentEndsTheWait() throws Exception {
        try (GreetingServer refused = GreetingServer.hangingUpAfter(out -> {})) {
            Scripted provisioner = new Scripted();
            provisioner.system = refused.system();
            FutureTask<SshSystem> reserve = inThread(() -> provisioner.reserve(Deadline.never()));
            provisioner.entered.await();

            provisioner.release();

            provisioner.assertProvisionedAndDeprovisionedOnce();
            assertThat(failureOf(reserve)).isInstanceOf(ProvisionException.class);
        }
    }

    @Test
    void provisionThatFailsIsUndone() {
        Scripted provisioner = new Scripted();
        provisioner.work =
                () -> {
                    throw new ProvisionException("the lab is closed");
                };

        assertThatThrownBy(() -> provisioner.reserve(soon()))
                .isInstanceOf(ProvisionException.class)
                .hasMessage("the lab is closed");

        provisioner.assertProvisionedAndDeprovisionedOnce();
        provisioner.release();
        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void provisionThatBreaksIsUndone() {
        Scripted provisioner = new Scripted();
        provisioner.work =
                () -> {
                    throw new AssertionError("a bug");
                };

        assertThatThrownBy(() -> provisioner.reserve(soon())).hasMessage("a bug");

        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void systemThatStaysSilentIsUndone() throws Exception {
        try (GreetingServer silent = GreetingServer.sending(out -> {})) {
            Scripted provisioner = new Scripted();
            provisioner.system = silent.system();

            assertThatThrownBy(() -> provisioner.reserve(Deadline.after(Duration.ofMillis(100))))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("no SSH answer");
            provisioner.assertProvisionedAndDeprovisionedOnce();
        }
    }

    // PRV-03
    @Test
    void systemThatDiesWhileItBootsIsNotWaitedFor() throws Exception {
        try (GreetingServer mute = GreetingServer.hangingUpAfter(out -> {})) {
            Scripted provisioner = new Scripted();
            provisioner.system = mute.system();
            provisioner.probe = () -> false;

            assertThatThrownBy(() -> provisioner.reserve(Deadline.never()))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("the system is gone");
            provisioner.assertProvisionedAndDeprovisionedOnce();
        }
    }

    @Test
    void systemBehindAJumpHostIsNotWaitedForHere() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.system = SshSystem.at("behind").withJump(SshSystem.at("gate"));

        assertThat(provisioner.reserve(Deadline.after(Duration.ZERO))).isSameAs(provisioner.system);
        provisioner.release();
    }

    @Test
    void interruptDuringProvisionUndoesItAndIsThrown() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.work = ProvisionerTest::forever;
        CountDownLatch known = new CountDownLatch(1);
        Thread[] reserving = new Thread[1];
        FutureTask<Boolean> flagAfter =
                inThread(
                        () -> {
                            reserving[0] = Thread.currentThread();
                            known.countDown();
                            assertThatThrownBy(() -> provisioner.reserve(soon()))
                                    .isInstanceOf(InterruptedException.class);
                            return Thread.currentThread().isInterrupted();
                        });
        known.await();
        provisioner.entered.await();

        reserving[0].interrupt();

        assertThat(flagAfter.get()).isFalse();
        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void interruptedReleaseStillUndoesAllAndKeepsTheInterrupt() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.reserve(soon());
        Thread.currentThread().interrupt();

        provisioner.release();

        assertThat(Thread.interrupted()).isTrue();
        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void manyReleasesUndoOnceAndAllWaitForIt() throws Exception {
        Scripted provisioner = new Scripted();
        CountDownLatch undoing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger undone = new AtomicInteger();
        provisioner.farewell =
                () -> {
                    undoing.countDown();
                    awaitQuietly(goOn);
                    undone.incrementAndGet();
                };
        provisioner.reserve(soon());
        List<FutureTask<Integer>> releases = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            releases.add(
                    inThread(
                            () -> {
                                provisioner.release();
                                return undone.get();
                            }));
        }

        undoing.await();
        assertThat(provisioner.isAlive()).isFalse();
        goOn.countDown();

        for (FutureTask<Integer> release : releases) {
            assertThat(release.get()).isEqualTo(1);
        }
        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void deprovisionThatFailsIsToldOnceAndNotRepeated() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.farewell =
                () -> {
                    throw new ProvisionException("the lab does not take it back");
                };
        provisioner.reserve(soon());

        assertThatThrownBy(provisioner::release).hasMessage("the lab does not take it back");
        provisioner.release();

        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void releaseInsideProvisionGivesUpTheReservation() {
        Scripted provisioner = new Scripted();
        provisioner.work = provisioner::release;

        assertThatThrownBy(() -> provisioner.reserve(soon()))
                .isInstanceOf(ProvisionException.class);

        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void releaseInsideDeprovisionDoesNothing() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.farewell = provisioner::release;
        provisioner.reserve(soon());

        provisioner.release();

        provisioner.assertProvisionedAndDeprovisionedOnce();
    }

    @Test
    void systemThatWasNeverReservedIsNeverUndone() {
        Scripted provisioner = new Scripted();

        provisioner.release();

        assertThat(provisioner.provisions).hasValue(0);
        assertThat(provisioner.deprovisions).hasValue(0);
        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void systemThatIsGoneStaysGone() throws Exception {
        Scripted provisioner = new Scripted();
        AtomicInteger asked = new AtomicInteger();
        provisioner.probe = () -> asked.incrementAndGet() != 1;
        provisioner.reserve(soon());

        assertThat(provisioner.isAlive()).isFalse();
        assertThat(provisioner.isAlive()).isFalse();
        assertThat(asked).hasValue(1);
        provisioner.release();
    }

    @Test
    void probeOfAParentClassIsAskedToo() throws Exception {
        class Plain extends Scripted {}
        Scripted provisioner = new Plain();
        provisioner.probe = () -> false;
        provisioner.reserve(soon());

        assertThat(provisioner.isAlive()).isFalse();
        provisioner.release();
    }

    @Test
    void probeIsAskedOnlyWhileReserved() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.probe = () -> false;
        assertThat(provisioner.isAlive()).isTrue();

        provisioner.reserve(soon());

        assertThat(provisioner.isAlive()).isFalse();
        provisioner.release();
    }

    @Test
    void probeThatThrowsCountsAsAlive() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.probe =
                () -> {
                    throw new IllegalStateException("the lab does not answer");
                };
        provisioner.reserve(soon());

        assertThat(provisioner.isAlive()).isTrue();
        provisioner.release();
    }

    @Test
    void probeThatHangsCountsAsAliveAfterFiveSeconds() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.probe =
                () -> {
                    try {
                        forever();
                        return false;
                    } catch (InterruptedException e) {
                        return false;
                    }
                };
        provisioner.reserve(soon());
        long start = System.nanoTime();

        assertThat(provisioner.isAlive()).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        provisioner.release();
    }

    @Test
    void interruptedProbeCountsAsAliveAndKeepsTheInterrupt() throws Exception {
        Scripted provisioner = new Scripted();
        provisioner.probe = () -> false;
        provisioner.reserve(soon());
        Thread.currentThread().interrupt();

        assertThat(provisioner.isAlive()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        provisioner.release();
    }

    @Test
    void nameSaysTheKindOfSystem() {
        assertThat(new Scripted().name()).matches("scripted-[0-9a-f]{6}");
        assertThat(new Scripted().platform()).isEqualTo(Platform.any());
    }
}
