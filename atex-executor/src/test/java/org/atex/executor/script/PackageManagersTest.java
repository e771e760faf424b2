package org.atex.executor.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each package manager is asked, by managers that only note it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PackageManagersTest {

    private static final String BOOTED =
            """
            if [ "$1" = status ]; then
              echo '{"status": {"booted": {"image": {"image": {"image": "quay.io/a/b:1"}}}}}'
            fi
            """;

    @TempDir Path temp;

    private FakeManagers system;

    @BeforeEach
    void prepare() throws IOException {
        system = new FakeManagers(temp);
    }

    // PKG-01, PKG-02
    @ParameterizedTest
    @ValueSource(strings = {"rpm-ostree", "dnf5", "dnf", "yum", "zypper", "apt-get", "apk"})
    void nothingIsTouchedIfAllIsThere(String manager) throws Exception {
        system.with(manager).installed("one", "/usr/bin/two", "perl(Three)");

        FakeManagers.Ended required = system.run("require", "one", "/usr/bin/two", "perl(Three)");
        FakeManagers.Ended recommended = system.run("recommend", "perl(Three)");

        assertThat(required).isEqualTo(new FakeManagers.Ended(0, ""));
        assertThat(recommended).isEqualTo(new FakeManagers.Ended(0, ""));
        assertThat(system.changes()).isEmpty();
    }

    // PKG-01
    @Test
    void packageMayBeThereForSeveralArchitectures() throws Exception {
        system.with("apt-get").versions("libc6 2.36-9", "libc6 2.36-9");

        assertThat(system.run("require", "libc6")).isEqualTo(new FakeManagers.Ended(0, ""));
        assertThat(system.changes()).isEmpty();
    }

    // PKG-01, PKG-05
    @ParameterizedTest
    @CsvSource({
        "foo=1:1.2-3, 0",
        "foo=1:1.2*, 0",
        "foo=1:1.3*, 1",
        "foo=, 1",
        "foo/stable, 0",
        "/foo, 1"
    })
    void versionIsThatOfApt(String wanted, int status) throws Exception {
        system.with("apt-get").versions("foo 1:1.2-3");

        assertThat(system.run("require", wanted).status()).isEqualTo(status);
    }

    // PKG-02, PKG-03, PKG-05
    @ParameterizedTest
    @CsvSource({
        "rpm-ostree, '[install] [--apply-live] [--idempotent] [--allow-inactive] [--assumeyes]'",
        "dnf5, '[install] [-y] [--setopt=install_weak_deps=False]'",
        "dnf, '[install] [-y] [--setopt=install_weak_deps=False]'",
        "yum, '[install] [-y]'",
        "zypper, '[--non-interactive] [install] [--no-recommends]'",
        "apt-get, '[install] [-y] [--no-install-recommends]'",
        "apk, '[add]'"
    })
    void whatIsMissingIsInstalledByOneCommandWithNamesAsTheyAre(String manager, String arguments)
            throws Exception {
        system.with(manager).installed("one").available("foo >= 2", "/usr/bin/x", "$(y);*");

        FakeManagers.Ended ended = system.run("require", "foo >= 2", "one", "/usr/bin/x", "$(y);*");

        assertThat(ended).isEqualTo(new FakeManagers.Ended(0, ""));
        assertThat(system.changes())
                .containsExactly(manager + " " + arguments + " [foo >= 2] [/usr/bin/x] [$(y);*]");
    }

    // PKG-03
    @ParameterizedTest
    @ValueSource(strings = {"rpm-ostree", "dnf5", "dnf", "yum", "zypper", "apt-get", "apk"})
    void missingPackageFailsAlsoWhereTheManagerSaysSuccess(String manager) throws Exception {
        system.with(manager).available("one").alwaysSuccessful();

        FakeManagers.Ended ended = system.run("require", "one", "two");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).endsWith(manager + " did not install: two\n");
    }

    // PKG-02, PKG-04
    @ParameterizedTest
    @CsvSource({
        "dnf5, '[install] [-y] [--skip-broken] [--skip-unavailable]"
                + " [--setopt=install_weak_deps=False] [one] [two]'",
        "dnf, '[install] [-y] [--skip-broken] [--setopt=install_weak_deps=False] [one] [two]'",
        "yum, '[install] [-y] [--skip-broken] [bash] [one] [two]'"
    })
    void recommendedPackagesAreThoseThatCanBeHad(String manager, String arguments)
            throws Exception {
        system.with(manager).available("two");

        FakeManagers.Ended ended = system.run("recommend", "one", "two");

        assertThat(ended.status()).isZero();
        assertThat(system.changes()).containsExactly(manager + " " + arguments);
    }

    // PKG-02, PKG-04
    @ParameterizedTest
    @ValueSource(strings = {"rpm-ostree", "zypper", "apt-get", "apk"})
    void recommendedPackagesAreTriedOneByOne(String manager) throws Exception {
        system.with(manager).available("two");

        FakeManagers.Ended ended = system.run("recommend", "one", "two");

        assertThat(ended.status()).isZero();
        assertThat(system.changes())
                .filteredOn(call -> !call.endsWith("[update]"))
                .noneMatch(call -> call.contains("[one]") && call.contains("[two]"))
                .last()
                .asString()
                .endsWith(" [two]");
    }

    // PKG-02
    @Test
    void listsAreUpdatedOnceAndOnlyIfNeeded() throws Exception {
        system.with("apt-get").available("one");

        system.run("require", "one");
        assertThat(system.changes()).noneMatch(call -> call.equals("apt-get [update]"));
        system.run("require", "two");
        system.run("require", "three");
        system.run("recommend", "four", "five");

        assertThat(system.changes()).filteredOn(call -> call.equals("apt-get [update]")).hasSize(1);
    }

    // PKG-02
    @Test
    void firstManagerOfTheListIsTaken() throws Exception {
        for (String manager : List.of("apk", "zypper", "yum", "dnf", "dnf5")) {
            system.with(manager).available();
            system.run("require", "one");

            assertThat(system.changes()).last().asString().startsWith(manager + " ");
        }
        system.with("rpm-ostree").run("require", "one");
        assertThat(system.changes()).last().asString().startsWith("rpm-ostree ");
    }

    // PKG-01, PKG-05
    @ParameterizedTest
    @CsvSource({
        "foo >= 2, 2.1-3.fc40, true",
        "foo >= 2.10, 2.9-1, false",
        "foo = 2.1, 2.1-3.fc40, true",
        "foo = 2.1-4, 2.1-3, false",
        "foo > 2.1, 2.1-3, false",
        "foo<3, 2.1-3, true",
        "foo <= 3, 1:2.1-3, false",
        "foo < 1:3, 1:2.1-3, true"
    })
    void versionsAreCompared(String wanted, String there, boolean installed) throws Exception {
        system.with("dnf").versions("foo " + there, "foo-bar 9");

        system.run("require", wanted);

        assertThat(system.changes()).hasSize(installed ? 0 : 1);
    }

    // PKG-05
    @Test
    void withoutAManagerOnlyWhatIsMissingFails() throws Exception {
        assertThat(system.run("require", "one").status()).isEqualTo(1);
        assertThat(system.run("require", "one").output())
                .isEqualTo("no known package manager to look for: one\n");
        assertThat(system.run("recommend", "one").status()).isZero();

        system.with("rpm").installed("one");

        assertThat(system.run("require", "one").status()).isZero();
        assertThat(system.run("require", "one", "two").output())
                .isEqualTo("no known package manager to look for: two\n");
    }

    // PKG-05
    @Test
    void nameThatLooksLikeAnOptionIsNone() throws Exception {
        system.with("dnf").available("one");

        assertThat(system.run("require", "one", "--downloadonly").output())
                .isEqualTo("dnf did not install: one --downloadonly\n");
        assertThat(system.run("recommend", "one", "--downloadonly").status()).isZero();

        assertThat(system.changes())
                .containsExactly(
                        "dnf [install] [-y] [--skip-broken] [--setopt=install_weak_deps=False] [one]");
    }

    // PKG-02
    @Test
    void bootableContainerTakesPackagesUntilItsNextStart() throws Exception {
        system.with("dnf").available("one").program("bootc", BOOTED);

        assertThat(system.run("require", "one").status()).isZero();

        assertThat(system.changes())
                .containsExactly(
                        "dnf [--transient] [install] [-y] [--setopt=install_weak_deps=False] [one]");
    }

    // PKG-02
    @Test
    void bootableContainerThatTakesNoneGetsAnImageWithThemAndReboots() throws Exception {
        system.with("dnf")
                .program("bootc", BOOTED)
                .program("podman", "cat >containerfile")
                .program("systemctl", "")
                .program("sleep", "");

        FakeManagers.Ended ended = system.run("require", "foo >= 2");

        assertThat(ended.output()).startsWith("atex: the system reboots\n");
        assertThat(temp.resolve("containerfile"))
                .hasContent(
                        """
                        FROM quay.io/a/b:1
                        RUN dnf install -y --setopt=install_weak_deps=False foo\\ \\>=\\ 2
                        """);
        assertThat(system.changes().subList(1, 6))
                .containsExactly(
                        "podman [build] [--tag] [localhost/atex-packages] [-]",
                        "bootc [switch] [--transport] [containers-storage]"
                                + " [localhost/atex-packages]",
                        "sleep [1]",
                        "systemctl [reboot]",
                        "sleep [infinity]");
    }
}
