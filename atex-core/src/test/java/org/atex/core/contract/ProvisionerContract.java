package org.atex.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshBanner;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What each Provisioner promises. Subclass it for a kind of your own, and say how to make one:
 *
 * <pre>{@code
 * class LabProvisionerTest extends ProvisionerContract {
 *     @Override
 *     protected Provisioner newProvisioner() {
 *         return new LabProvisioner(lab);
 *     }
 * }
 * }</pre>
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
public abstract class ProvisionerContract {

    private final List<Provisioner> made = new ArrayList<>();
    private Set<Thread> threadsBefore = Set.of();

    /** Makes one that can be reserved. */
    protected abstract Provisioner newProvisioner();

    /** How long a reservation may take. */
    protected Duration timeToReserve() {
        return Duration.ofMinutes(2);
    }

    /** Looks for what a released system left; called after each test, with all of its systems. */
    protected void assertNothingIsLeftOf(List<Provisioner> released) throws Exception {}

    @BeforeEach
    final void rememberThreads() {
        threadsBefore = atexThreads();
    }

    @AfterEach
    final void assertNothingIsLeft() throws Exception {
        Thread.interrupted();
        made.forEach(Provisioner::release);

        for (Thread thread : atexThreads()) {
            if (!threadsBefore.contains(thread)) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
                assertThat(thread.isAlive()).as("%s lives", thread).isFalse();
            }
        }
        assertNothingIsLeftOf(List.copyOf(made));
    }

    private static Set<Thread> atexThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("atex-"))
                .collect(Collectors.toSet());
    }

    private Provisioner make() {
        Provisioner provisioner = newProvisioner();
        made.add(provisioner);
        return provisioner;
    }

    private Deadline inTime() {
        return Deadline.after(timeToReserve());
    }

    @Test
    void reservedSystemAnswersOverSsh() throws Exception {
        SshSystem system = make().reserve(inTime());

        if (system.jump().isEmpty()) {
            SshBanner.await(system.host(), system.port(), Deadline.after(Duration.ofSeconds(30)));
        }
    }

    @Test
    void nameAndPlatformAreKnownFromTheStart() throws Exception {
        Provisioner provisioner = make();
        var platform = provisioner.platform();
        String name = provisioner.name();

        provisioner.reserve(inTime());

        assertThat(name).isNotBlank();
        assertThat(provisioner).hasToString(name);
        assertThat(provisioner.name()).isEqualTo(name);
        assertThat(provisioner.platform()).isEqualTo(platform);
    }

    @Test
    void instancesHaveNamesOfTheirOwn() {
        assertThat(newProvisioner().name()).isNotEqualTo(newProvisioner().name());
    }

    @Test
    void systemIsAliveFromTheStartUntilItIsReleased() throws Exception {
        Provisioner provisioner = make();
        assertThat(provisioner.isAlive()).isTrue();

        provisioner.reserve(inTime());
        assertThat(provisioner.isAlive()).isTrue();

        provisioner.release();
        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void reserveGivesUpAtItsDeadline() {
        Provisioner provisioner = make();

        assertThatThrownBy(() -> provisioner.reserve(Deadline.after(Duration.ZERO)))
                .isInstanceOf(ProvisionException.class);
        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void systemIsReservedOnce() throws Exception {
        Provisioner provisioner = make();
        provisioner.reserve(inTime());

        assertThatThrownBy(() -> provisioner.reserve(inTime()))
                .isInstanceOf(ProvisionException.class)
                .hasMessageContaining(provisioner.name());
        assertThat(provisioner.isAlive()).isTrue();
    }

    @Test
    void releasedSystemIsNotReservedAgain() throws Exception {
        Provisioner provisioner = make();
        provisioner.reserve(inTime());
        provisioner.release();

        assertThatThrownBy(() -> provisioner.reserve(inTime()))
                .isInstanceOf(ProvisionException.class);
    }

    @Test
    void releaseBeforeReserveMakesItUnusable() {
        Provisioner provisioner = make();
        provisioner.release();

        assertThatThrownBy(() -> provisioner.reserve(inTime()))
                .isInstanceOf(ProvisionException.class);
        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void releaseTwiceIsReleaseOnce() throws Exception {
        Provisioner provisioner = make();
        provisioner.reserve(inTime());

        provisioner.release();
        provisioner.release();

        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void releaseWorksFromManyThreads() throws Exception {
        Provisioner provisioner = make();
        provisioner.reserve(inTime());
        CountDownLatch together = new CountDownLatch(1);
        List<FutureTask<Boolean>> releases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            releases.add(
                    inThread(
                            () -> {
                                together.await();
                                provisioner.release();
                                return provisioner.isAlive();
                            }));
        }

        together.countDown();

        for (FutureTask<Boolean> release : releases) {
            assertThat(release.get()).isFalse();
        }
    }

    @RepeatedTest(3)
    void releaseWorksWhileReserveIsUnderWay() throws Exception {
        Provisioner provisioner = make();
        CountDownLatch started = new CountDownLatch(1);
        FutureTask<SshSystem> reserve =
                inThread(
                        () -> {
                            started.countDown();
                            return provisioner.reserve(inTime());
                        });
        started.await();

        provisioner.release();

        assertThat(provisioner.isAlive()).isFalse();
        try {
            reserve.get(); // it was quicker
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(ProvisionException.class);
        }
    }

    @Test
    void interruptDuringReserveLeavesNothing() {
        Provisioner provisioner = make();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> provisioner.reserve(inTime()))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void releaseKeepsTheInterruptOfItsCaller() throws Exception {
        Provisioner provisioner = make();
        provisioner.reserve(inTime());
        Thread.currentThread().interrupt();

        provisioner.release();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(provisioner.isAlive()).isFalse();
    }

    @Test
    void marksBelongToTheInstance() throws Exception {
        Provisioner one = make();
        one.reserve(inTime());
        one.marks().set("snapshot", "default_uefi");

        assertThat(one.marks().get("snapshot")).contains("default_uefi");
        assertThat(make().marks().has("snapshot")).isFalse();
    }

    @Test
    void handleNamesNoKey() throws Exception {
        Provisioner provisioner = make();
        provisioner.reserve(inTime());

        assertThat(provisioner.handle().values())
                .allSatisfy(value -> assertThat(value).doesNotContain("PRIVATE KEY"));
    }

    private static <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "contract");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
