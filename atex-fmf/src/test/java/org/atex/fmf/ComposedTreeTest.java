package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.atex.core.InvalidArgumentException;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.fetch.FmfRepositories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans with named and remote sections, whose trees are copied into one. */
class ComposedTreeTest {

    private static final String TWO_SECTIONS =
            "discover: [{name: one, test: ^/a}, {name: two, exclude: nothing}]\n";

    @TempDir Path temp;

    private LittleTree tree() {
        return LittleTree.in(temp.resolve("tree"))
                .with("a/main.fmf", "test: ./run.sh\n")
                .with("a/run.sh", "echo a\n")
                .with("b/main.fmf", "test: x\npath: /lib\n")
                .with("root.fmf", "test: x\n");
    }

    private FmfTests plan(String text) {
        return FmfTests.in(tree().with("plan.fmf", text).load())
                .plan("/plan")
                .workDirectory(temp.resolve("work"))
                .repositories(FmfRepositories.in(temp.resolve("cache")));
    }

    private static Path copyOf(List<TestRun> tests) {
        return tests.get(0).setup().tree().orElseThrow();
    }

    private List<Path> leftInWork() throws IOException {
        Path work = temp.resolve("work");
        if (!Files.exists(work)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(work)) {
            return files.toList();
        }
    }

    @Test
    void nameOfASectionGoesBeforeNamesAndDirectories() {
        List<TestRun> tests = plan(TWO_SECTIONS).list();

        assertThat(tests)
                .extracting(TestRun::name)
                .containsExactly("/one/a", "/two/a", "/two/b", "/two/root");
        assertThat(tests)
                .extracting(TestRun::directory)
                .containsExactly("one/a", "two/a", "two/lib", "two");
        assertThat(copyOf(tests).resolve("one/a/run.sh")).hasContent("echo a\n");
        assertThat(copyOf(tests).resolve("two/a/run.sh")).hasContent("echo a\n");
        assertThat(tests).allMatch(test -> test.setup().equals(tests.get(0).setup()));
    }

    @Test
    void namesAndExcludesOfTheCallerMatchWithoutThePrefix() {
        assertThat(plan(TWO_SECTIONS).exclude("^/a").list())
                .extracting(TestRun::name)
                .containsExactly("/two/b", "/two/root");
        assertThat(plan("discover: {name: one}\n").name("^/b$").list())
                .extracting(TestRun::name)
                .containsExactly("/one/b");
    }

    @Test
    void copyKeepsLinksModesAndTimesAndLeavesGitOut() throws Exception {
        tree().with(".git/config", "x")
                .with("a/.git", "x")
                .withLink("a/link", "../b")
                .withLink("dangling", "/no/where");
        FmfTests tests = plan(TWO_SECTIONS);
        Path script = temp.resolve("tree/a/run.sh");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(script, FileTime.from(Instant.ofEpochSecond(1_000_000)));

        Path one = copyOf(tests.list()).resolve("one");

        assertThat(one.resolve(".git")).doesNotExist();
        assertThat(one.resolve("a/.git")).doesNotExist();
        assertThat(one.resolve(".fmf/version")).exists();
        assertThat(Files.readSymbolicLink(one.resolve("a/link"))).isEqualTo(Path.of("../b"));
        assertThat(Files.readSymbolicLink(one.resolve("dangling"))).hasToString("/no/where");
        assertThat(Files.getPosixFilePermissions(one.resolve("a/run.sh")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x--x"));
        assertThat(Files.getLastModifiedTime(one.resolve("a/run.sh")).toInstant())
                .isEqualTo(Instant.ofEpochSecond(1_000_000));
    }

    @Test
    void workDirectoryInsideOfTheTreeIsNotCopiedIntoItself() {
        FmfTests tests = plan(TWO_SECTIONS).workDirectory(temp.resolve("tree/target"));

        Path copy = copyOf(tests.list());

        assertThat(copy.resolve("one/target")).isEmptyDirectory();
    }

    @Test
    void copyMayBeReadByOtherUsers() throws Exception {
        Path copy = copyOf(plan("discover: {name: one}\n").list());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .startsWith("rwx")
                .endsWith("x");
    }

    @Test
    void temporaryCopyGoesWhenClosed() throws Exception {
        FmfTests tests = FmfTests.in(tree().with("plan.fmf", TWO_SECTIONS).load()).plan("/plan");
        Path copy;
        try (DiscoveredTests found = tests.discover()) {
            copy = found.copy().orElseThrow();
            assertThat(copy.resolve("one/a/run.sh")).exists();
            assertThat(copyOf(found.tests())).isEqualTo(copy);
        }

        assertThat(copy.getParent()).doesNotExist();
        assertThat(temp.resolve("tree/a/run.sh")).exists();
    }

    @Test
    void copyInAWorkDirectoryStaysAndEachCallMakesItsOwn() throws Exception {
        FmfTests tests = plan(TWO_SECTIONS);
        Path first = copyOf(tests.list());
        Path second;
        try (DiscoveredTests found = tests.discover()) {
            second = found.copy().orElseThrow();
        }

        assertThat(first).isNotEqualTo(second).isDirectory();
        assertThat(second).isDirectory().startsWith(temp.resolve("work").toRealPath());
    }

    @Test
    void listSaysWhatToDoIfThereIsNoPlaceForACopy() {
        FmfTests tests = FmfTests.in(tree().with("plan.fmf", TWO_SECTIONS).load()).plan("/plan");

        assertThatThrownBy(tests::list)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("/plan")
                .hasMessageContaining("work directory");
    }

    // section 12, step 4
    @Test
    void treesThatCannotBeHadAreReportedWithNodeKeyAndFile() {
        FmfTests tests = plan("discover: {url: /no/such/repository}\n");

        assertThatThrownBy(tests::list)
                .isInstanceOf(FmfFetchException.class)
                .hasMessageContaining("node /plan, key 'discover: url', file " + temp)
                .hasMessageEndingWith("plan.fmf)");
    }

    @Test
    void nothingIsLeftBehindByAFailure() throws Exception {
        FmfTests wrong = plan("discover: [{name: one}, {name: two, url: /no/such/repository}]\n");
        tree().with("c.fmf", "test: x\nduration: soon\n");
        FmfTests late = plan(TWO_SECTIONS);

        assertThatThrownBy(wrong::list).isInstanceOf(FmfFetchException.class);
        assertThatThrownBy(late::list).hasMessageContaining("'duration'");
        assertThatThrownBy(late::discover).hasMessageContaining("'duration'");
        assertThat(leftInWork()).isEmpty();
    }

    @Test
    void remoteSectionTakesBranchAndPathOfItsRepository() {
        LittleRepository remote =
                LittleRepository.in(temp.resolve("remote"))
                        .with("main.fmf", "test: x\n/old: {}\n")
                        .commit()
                        .branch("stable")
                        .with("suite/.fmf/version", "1\n")
                        .with("suite/core.fmf", "test: y\n")
                        .with("suite/net/main.fmf", "test: z\ntag: t\n")
                        .commit()
                        .checkout("main");

        List<TestRun> tests =
                plan("discover:\n- name: own\n  test: /a\n- name: far\n  url: "
                                + remote.url()
                                + "\n  ref: stable\n  path: /suite\n")
                        .list();
        List<TestRun> old = plan("discover: {url: " + remote.url() + "}\n").list();

        assertThat(tests)
                .extracting(TestRun::name)
                .containsExactly("/own/a", "/far/core", "/far/net");
        assertThat(tests).extracting(TestRun::directory).containsExactly("own/a", "far", "far/net");
        assertThat(copyOf(tests).resolve("far/net/main.fmf")).exists();
        assertThat(copyOf(tests).resolve("far/suite")).doesNotExist();
        assertThat(old).extracting(TestRun::name).containsExactly("/old");
        assertThat(copyOf(old).resolve("main.fmf")).exists();
        assertThat(copyOf(old).resolve(".git")).doesNotExist();
    }

    @Test
    void remoteTestsAreAdjustedToTheSameContext() {
        LittleRepository remote =
                LittleRepository.in(temp.resolve("remote"))
                        .with(
                                "main.fmf",
                                "test: x\nadjust: {when: arch == s390x, enabled: false}\n/t: {}\n")
                        .commit();
        FmfTests tests = plan("discover: {url: " + remote.url() + "}\n");

        assertThat(tests.list()).hasSize(1);
        assertThat(tests.context(FmfContext.of(Map.of("arch", "s390x"))).list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', main", "fedora, stable", "FEDORA, stable"})
    void dynamicRefIsReadFromTheDefaultBranchAndAdjusted(String distro, String expected) {
        LittleRepository remote =
                LittleRepository.in(temp.resolve("remote"))
                        .with("main.fmf", "test: x\nsummary: main\n/t: {}\n")
                        .with(
                                ".tmt/ref.fmf",
                                "ref: main\nadjust:\n- {when: distro == fedora, ref: stable}\n")
                        .commit()
                        .branch("stable")
                        .with("main.fmf", "test: x\nsummary: stable\n/t: {}\n")
                        .with(".tmt/ref.fmf", "ref: nowhere\n")
                        .commit()
                        .checkout("main");

        List<TestRun> tests =
                plan("discover: {url: " + remote.url() + ", ref: '@.tmt/ref.fmf'}\n")
                        .context(FmfContext.builder().dimension("distro", distro).build())
                        .list();

        assertThat(tests.get(0).metadata()).containsEntry("summary", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ref: '@no/such'; no such file",
                "ref: '@../../outside'; ",
                "ref: '@empty'; no ref is given",
                "ref: '@broken'; file error",
                "ref: nowhere; checkout",
                "path: ../x; leaves the repository",
                "path: /a; "
            })
    void remoteThatCannotBeHadIsToldWithItsUrlAndPlan(String keys, String expected)
            throws Exception {
        Files.writeString(temp.resolve("outside"), "ref: main\n");
        LittleRepository remote =
                LittleRepository.in(temp.resolve("remote"))
                        .with("main.fmf", "test: x\n")
                        .with("empty", "")
                        .with("broken", "a: [\n")
                        .commit();

        assertThatThrownBy(
                        () -> plan("discover: {url: " + remote.url() + ", " + keys + "}\n").list())
                .isInstanceOf(FmfException.class)
                .isInstanceOfAny(
                        FmfReferenceException.class,
                        FmfFetchException.class,
                        FmfFileException.class)
                .hasMessageContaining(expected == null ? "" : expected);
        assertThat(leftInWork()).isEmpty();
    }
}
