package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packages that tests and plans want, with apt from a repository inside of the container. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PackagesTest {

    /** How long one of the packages takes to be installed. */
    private static final int SLOW_SECONDS = 3;

    private static final String REPOSITORY =
            """
            set -e
            package() {
                printf 'Package: %%s\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@y.z>\\nDescription: x\\n' \
                    $1 >/tmp/$1/DEBIAN/control
                dpkg-deb -b /tmp/$1 $1.deb
                { cat /tmp/$1/DEBIAN/control
                  echo "Filename: ./$1.deb"
                  echo "Size: $(stat -c %%s $1.deb)"
                  echo "SHA256: $(sha256sum $1.deb | cut -d' ' -f1)"; echo; } >>Packages
                rm -r /tmp/$1
            }
            mkdir -p /repo /tmp/atex-one/DEBIAN /tmp/atex-one/usr/bin /tmp/atex-slow/DEBIAN; cd /repo
            printf '#!/bin/sh\\necho one\\n' >/tmp/atex-one/usr/bin/atex-one
            printf '#!/bin/sh\\nsleep %d\\n' >/tmp/atex-slow/DEBIAN/preinst
            chmod 755 /tmp/atex-one/usr/bin/atex-one /tmp/atex-slow/DEBIAN/preinst
            package atex-one
            package atex-slow
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
            echo 'deb [trusted=yes] file:/repo ./' >/etc/apt/sources.list
            """
                    .formatted(SLOW_SECONDS);

    private static SshContainer container;
    private static SshSystem system;

    @TempDir Path temp;

    private int attempts;

    @BeforeAll
    static void startContainer() throws Exception {
        container = new SshContainer();
        system = container.reserve(Deadline.after(ofMinutes(2)));
        container.execute("bash", "-c", REPOSITORY);
    }

    @AfterAll
    static void stopContainer() {
        if (container != null) {
            container.release();
        }
    }

    private TestOutcome run(SystemSetup setup, TestRun.Builder test) throws Exception {
        try (TestExecutor executor = SshTestExecutor.factory().open(system, () -> true)) {
            executor.start(setup, Deadline.never());
            TestOutcome outcome = executor.run(attempt(test.build()), result -> {});
            executor.stop(Deadline.never());
            return outcome;
        }
    }

    private Attempt attempt(TestRun test) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt-" + attempts));
        return new Attempt(attempts++, test, 1, "container", Platform.any(), directory);
    }

    private String results() throws IOException {
        return Files.readString(temp.resolve("attempt-%d/results".formatted(attempts - 1)));
    }

    // RUN-09
    @Test
    void packagesAreInstalledBeforeEachRun() throws Exception {
        container.execute("dpkg", "--purge", "atex-one");
        TestRun test =
                TestRun.named("/a", "atex-one | grep one; dpkg --purge atex-one")
                        .require(List.of("atex-one"))
                        .build();

        try (TestExecutor executor = SshTestExecutor.factory().open(system, () -> true)) {
            executor.start(SystemSetup.none(), Deadline.never());

            assertThat(executor.run(attempt(test), result -> {}).passed()).isTrue();
            assertThat(executor.run(attempt(test), result -> {}).passed()).isTrue();
        }
    }

    // DUR-07
    @Test
    void timeToInstallThemIsNotTimeOfTheTest() throws Exception {
        container.execute("dpkg", "--purge", "atex-slow");

        TestOutcome outcome =
                run(
                        SystemSetup.none(),
                        TestRun.named("/a", "true")
                                .require(List.of("atex-slow"))
                                .timeLimit(ofSeconds(SLOW_SECONDS)));

        assertThat(outcome.passed()).as(results()).isTrue();
        assertThat(outcome.took()).isLessThan(ofSeconds(SLOW_SECONDS));
    }

    // PKG-03, PKG-04
    @Test
    void requiredAndRecommendedPackagesAreInstalled() throws Exception {
        container.execute("dpkg", "--purge", "atex-one");

        TestOutcome outcome =
                run(
                        SystemSetup.none(),
                        TestRun.named("/a", "atex-one | grep one")
                                .require(List.of("bash", "atex-one"))
                                .recommend(List.of("atex-none", "coreutils")));

        assertThat(outcome.passed()).as(results()).isTrue();
    }

    // PLN-02
    @Test
    void planMayInstallPackages() throws Exception {
        container.execute("dpkg", "--purge", "atex-one");
        SystemSetup setup =
                SystemSetup.none()
                        .withPrepare(new SetupStep.Install(List.of("atex-one")))
                        .withPrepare(new SetupStep.Script("atex-one"));

        assertThat(run(setup, TestRun.named("/a", "true")).passed()).isTrue();
    }

    // RUN-04, PKG-03, PKG-05
    @Test
    void missingPackageIsAFailureOfTheSetup() throws Exception {
        TestOutcome outcome =
                run(
                        SystemSetup.none(),
                        TestRun.named("/a", "true").require(List.of("atex-none", "; reboot")));

        assertThat(outcome.end()).isEqualTo(End.SETUP_FAILED);
        assertThat(outcome.status()).contains(Status.INFRA);
        assertThat(results())
                .contains("TestSetupError(")
                .contains("did not install: atex-none ; reboot")
                .doesNotContain("files");
    }

    // PLN-06
    @Test
    void missingPackageOfAPlanEndsTheStart() {
        SystemSetup setup =
                SystemSetup.none().withPrepare(new SetupStep.Install(List.of("atex-none")));

        assertThatThrownBy(() -> run(setup, TestRun.named("/a", "true")))
                .isInstanceOf(ExecutorException.class)
                .hasMessageContaining("did not install: atex-none");
    }
}
