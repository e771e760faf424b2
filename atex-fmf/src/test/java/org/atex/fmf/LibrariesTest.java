package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.fetch.FmfRepositories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libraries that tests require or recommend. */
class LibrariesTest {

    @TempDir Path temp;

    private LittleRepository openssl() {
        return LittleRepository.in(temp.resolve("base/openssl"))
                .with(
                        "certgen/main.fmf",
                        "require: [openssl, 'library(distribution/dpcommon)']\n"
                                + "recommend: expect\n")
                .with("certgen/lib.sh", "certgen\n")
                .with("other/main.fmf", "summary: x\n")
                .with("other/lib.sh", "other\n")
                .commit();
    }

    private LittleRepository distribution() {
        return LittleRepository.in(temp.resolve("base/distribution"))
                .with(
                        "dpcommon/main.fmf",
                        "require: 'library(openssl/certgen)'\n"
                                + "recommend: [dnf-utils]\n"
                                + "adjust: {when: distro == old, require: [yum]}\n")
                .with("dpcommon/lib.sh", "dpcommon\n")
                .commit();
    }

    private FmfTests tests(String metadata) {
        return FmfTests.in(
                        LittleTree.in(temp.resolve("tree"))
                                .with("t/main.fmf", "test: x\n" + metadata)
                                .load())
                .workDirectory(temp.resolve("work"))
                .libraryBase("file://" + temp.resolve("base"))
                .repositories(FmfRepositories.in(temp.resolve("cache")));
    }

    private TestRun only(String metadata) {
        List<TestRun> tests = tests(metadata).list();
        assertThat(tests).hasSize(1);
        return tests.get(0);
    }

    private static Path libs(TestRun test) {
        return test.setup().tree().orElseThrow().resolve("libs");
    }

    private Map<String, Object> entry(String repository, String name) {
        return Map.of(
                "type",
                "library",
                "url",
                "file://" + temp.resolve("base/" + repository),
                "name",
                name);
    }

    @Test
    void testWithoutLibrariesUsesTheTreeAsItIs() {
        TestRun test = only("require: [a, {type: file, pattern: /x}]\n");

        assertThat(test.setup().tree()).contains(temp.resolve("tree"));
        assertThat(test.require()).containsExactly("a");
        assertThat(test.metadata().get("require"))
                .isEqualTo(List.of("a", Map.of("type", "file", "pattern", "/x")));
    }

    @Test
    void textBringsItsLibraryAndWhatThatNeedsUntilTheCircleCloses() throws Exception {
        openssl();
        distribution();

        TestRun test =
                only("require: [first, library(openssl/certgen), last]\nrecommend: [strace]\n");

        assertThat(test.require()).containsExactly("first", "openssl", "last");
        assertThat(test.recommend()).containsExactly("strace", "dnf-utils", "expect");
        assertThat(test.metadata().get("require"))
                .isEqualTo(
                        List.of(
                                "first",
                                entry("openssl", "/certgen"),
                                "openssl",
                                entry("distribution", "/dpcommon"),
                                entry("openssl", "/certgen"),
                                "last"));
        assertThat(libs(test).resolve("openssl/certgen/lib.sh")).hasContent("certgen\n");
        assertThat(libs(test).resolve("distribution/dpcommon/lib.sh")).hasContent("dpcommon\n");
        assertThat(libs(test).resolve("openssl/other")).doesNotExist();
        assertThat(libs(test).resolve("openssl/.git")).doesNotExist();
        assertThat(temp.resolve("tree/libs")).doesNotExist();
    }

    @Test
    void librariesAreAdjustedToTheSameContext() {
        openssl();
        distribution();

        TestRun test =
                tests("require: library(distribution/dpcommon)\n")
                        .context(FmfContext.of(Map.of("distro", "old")))
                        .list()
                        .get(0);

        assertThat(test.require()).containsExactly("yum");
    }

    @Test
    void recommendedLibraryIsPlacedAndItsNeedsStayApart() {
        openssl();
        distribution();

        TestRun test = only("require: [a]\nrecommend: [library(openssl/certgen), b]\n");

        assertThat(test.require()).containsExactly("a", "openssl");
        assertThat(test.recommend()).containsExactly("dnf-utils", "expect", "b");
        assertThat(libs(test).resolve("openssl/certgen/lib.sh")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "library(nowhere/x)",
        "library(openssl/nothing)",
        "library(openssl)",
        "library(openssl/certgen) >= 2"
    })
    void textWithoutLibraryBehindItStaysAPackage(String text) {
        openssl();

        TestRun test = only("require: ['" + text + "', b]\n");

        assertThat(test.require()).containsExactly(text, "b");
        assertThat(test.setup().tree()).contains(temp.resolve("tree"));
        assertThat(temp.resolve("work"))
                .satisfiesAnyOf(
                        path -> assertThat(path).doesNotExist(),
                        path -> assertThat(path).isEmptyDirectory());
    }

    @Test
    void mappingWithUrlIsPlacedByNickPathAndName() {
        LittleRepository libs =
                LittleRepository.in(temp.resolve("libs.git"))
                        .with("sub/.fmf/version", "1\n")
                        .with("sub/net/sync/main.fmf", "require: rsync\n")
                        .with("sub/net/sync/lib.sh", "sync\n")
                        .with("sub/lib.sh", "sub\n")
                        .with("sub/main.fmf", "summary: all\n")
                        .commit();
        String url = libs.url();

        TestRun test =
                only(
                        "require:\n- {url: %s, path: /sub, name: /net/sync, nick: net}\n"
                                        .formatted(url)
                                + "- {type: library, url: %s/, path: sub}\n".formatted(url));

        assertThat(libs(test).resolve("net/sub/net/sync/lib.sh")).hasContent("sync\n");
        assertThat(libs(test).resolve("libs/sub/lib.sh")).hasContent("sub\n");
        assertThat(test.require()).containsExactly("rsync");
    }

    @Test
    void wholeRepositoryAndPartsOfItShareANick() {
        String url = openssl().url();
        distribution();

        TestRun test =
                only(
                        "require:\n- {url: %1$s, name: /other}\n- {url: %1$s}\n- library(openssl/other)\n"
                                .formatted(url));

        assertThat(libs(test).resolve("openssl/certgen/lib.sh")).exists();
        assertThat(libs(test).resolve("openssl/other/lib.sh")).exists();
    }

    @Test
    void localTreeIsCopied() {
        LittleTree.in(temp.resolve("mine"))
                .with("a/main.fmf", "require: p\n")
                .with("a/lib.sh", "mine\n");

        TestRun test = only("require: {path: %s, name: /a}\n".formatted(temp.resolve("mine")));

        assertThat(libs(test).resolve("mine/a/lib.sh")).hasContent("mine\n");
        assertThat(test.require()).containsExactly("p");
    }

    @Test
    void libraryOfTheOwnTreeIsALink() throws IOException {
        LittleTree.in(temp.resolve("tree"))
                .with("lib/x/main.fmf", "require: {name: /lib/y, nick: own}\n")
                .with("lib/x/lib.sh", "x\n")
                .with("lib/y/main.fmf", "require: {name: /lib/x, nick: own}\n")
                .with("lib/y/lib.sh", "y\n");

        TestRun test = only("require: {type: library, name: /lib/x, nick: own}\n");

        assertThat(Files.readSymbolicLink(libs(test).resolve("own/lib/x")))
                .isEqualTo(Path.of("../../../lib/x"));
        assertThat(libs(test).resolve("own/lib/x/lib.sh")).hasContent("x\n");
        assertThat(libs(test).resolve("own/lib/y/lib.sh")).hasContent("y\n");
    }

    @Test
    void ownTreeAsAWholeAndPartsOfItAreLinksInAnyOrder() {
        LittleTree.in(temp.resolve("tree")).with("lib/x/main.fmf", "").with("lib/x/lib.sh", "x\n");

        TestRun test =
                only(
                        "require:\n- {name: /lib/x, nick: own}\n- {nick: own}\n"
                                + "- {name: /lib, nick: own}\n");

        assertThat(libs(test).resolve("own")).isSymbolicLink();
        assertThat(libs(test).resolve("own/lib/x/lib.sh")).hasContent("x\n");
    }

    @Test
    void librariesOfNamedAndRemoteSectionsGoIntoTheirParts() {
        LittleRepository remote =
                LittleRepository.in(temp.resolve("remote"))
                        .with("t.fmf", "test: x\nrequire: {name: /l, nick: own}\n")
                        .with("l/main.fmf", "require: 'library(openssl/other)'\n")
                        .with("l/lib.sh", "l\n")
                        .commit();
        openssl();
        FmfTests tests =
                FmfTests.in(
                                LittleTree.in(temp.resolve("tree"))
                                        .with(
                                                "p.fmf",
                                                "discover: {name: far, url: " + remote.url() + "}")
                                        .load())
                        .plan("/p")
                        .workDirectory(temp.resolve("work"))
                        .libraryBase("file://" + temp.resolve("base"))
                        .repositories(FmfRepositories.in(temp.resolve("cache")));

        Path tree = tests.list().get(0).setup().tree().orElseThrow();

        assertThat(tree.resolve("far/libs/own/l/lib.sh")).hasContent("l\n");
        assertThat(tree.resolve("far/libs/openssl/other/lib.sh")).hasContent("other\n");
    }

    @Test
    void libraryOfARemoteLibrarysOwnTreeIsFoundThere() {
        LittleRepository libs =
                LittleRepository.in(temp.resolve("far"))
                        .with("a/main.fmf", "require: {name: /b, nick: far}\n")
                        .with("b/main.fmf", "require: q\n")
                        .with("b/lib.sh", "b\n")
                        .commit();

        TestRun test = only("require: {url: " + libs.url() + ", name: /a}\n");

        assertThat(test.require()).containsExactly("q");
        assertThat(libs(test).resolve("far/b/lib.sh")).hasContent("b\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: /x}; 'require: nick'",
                "{type: library, url: URL, nick: a/b}; 'require: nick'",
                "{url: URL, nick: ..}; a place below the tests",
                "{url: URL, nick: .}; 'require: nick'",
                "{url: URL, name: /../../x}; a place below the tests",
                "{url: URL, destination: ../x}; a place below the tests",
                "{url: [a]}; 'require: url'",
                "{url: URL, name: /missing}; there is no library /missing",
                "{url: /no/such}; cannot be had",
                "{path: relative}; absolute",
                "{name: /missing, nick: own}; there is no library /missing",
                "[{url: URL}, {url: URL, ref: main}]; is used for two repositories",
                "{url: URL, nick: taken}; libs/taken is in the tests already",
                "{url: URL, destination: away}; is in the tests already"
            })
    void wrongLibrariesAreRefusedByTestAndKeyAndLeaveNothing(String require, String expected)
            throws IOException {
        LittleTree.in(temp.resolve("tree"))
                .with("libs/taken/file", "x")
                .withLink("away", temp.toString());
        String url = openssl().url();

        assertThatThrownBy(() -> tests("require: " + require.replace("URL", url) + "\n").list())
                .isInstanceOf(FmfException.class)
                .hasMessageContaining("node /t, key 'require")
                .hasMessageContaining("t/main.fmf")
                .hasMessageContaining(expected.replace("'", ""));
        if (Files.exists(temp.resolve("work"))) {
            try (Stream<Path> left = Files.list(temp.resolve("work"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void chainOfLibrariesEndsSomewhere() {
        StringBuilder libraries = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            libraries.append("/l%d: {require: {name: /l%d, nick: own}}\n".formatted(i, i + 1));
        }
        LittleTree.in(temp.resolve("tree")).with("main.fmf", libraries.toString());

        assertThatThrownBy(() -> only("require: {name: /l0, nick: own}\n"))
                .isInstanceOf(FmfException.class)
                .hasMessageContaining("more than 500 steps");
    }

    @Test
    void libraryThatIsALinkOutOfItsRepositoryIsRefused() {
        LittleTree.in(temp.resolve("secret")).with("file", "x");
        LittleRepository evil =
                LittleRepository.in(temp.resolve("evil"))
                        .with("main.fmf", "/out: {summary: x}\n")
                        .withLink("out", temp.resolve("secret").toString())
                        .commit();

        assertThatThrownBy(() -> only("require: {url: " + evil.url() + ", name: /out}\n"))
                .isInstanceOf(FmfException.class)
                .hasMessageContaining("outside of its tree");
    }
}
