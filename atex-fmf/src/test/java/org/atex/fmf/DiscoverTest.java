package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPatternException;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.plan.TestNode;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding tests in one tree, which is used as it is. */
class DiscoverTest {

    @TempDir Path temp;

    private LittleTree tree() {
        return LittleTree.in(temp)
                .with("main.fmf", "test: ./run.sh\n")
                .with("smoke/login.fmf", "tag: [smoke, net]\n")
                .with("smoke/main.fmf", "tag: smoke\n/logout: {tier: 1}\n")
                .with("deep/er/main.fmf", "tag: slow\n/a: {}\n/b: {path: /smoke}\n")
                .with("plans/main.fmf", "/: {inherit: false}\nexecute: {how: tmt}\n");
    }

    private static List<String> names(FmfTests tests) {
        return tests.list().stream().map(TestRun::name).toList();
    }

    private FmfTests plan(String discover) {
        FmfTree tree = tree().with("plans/p.fmf", "discover: " + discover + "\n").load();
        return FmfTests.in(tree).plan("/plans/p");
    }

    @Test
    void withoutPlanAllTestsAreMeantInTheOrderOfTheTree() {
        assertThat(names(FmfTests.in(tree().load())))
                .containsExactly("/deep/er/a", "/deep/er/b", "/smoke/login", "/smoke/logout");
    }

    @Test
    void treeItselfIsUploadedWithoutCopy() throws Exception {
        FmfTree tree = tree().load();

        assertThat(FmfTests.in(tree).list())
                .allMatch(test -> test.setup().tree().equals(Optional.of(tree.root())));
        try (DiscoveredTests found = FmfTests.in(tree).discover()) {
            assertThat(found.copy()).isEmpty();
        }
        assertThat(temp.resolve("main.fmf")).exists();
    }

    @Test
    void testsOfOnePlanShareOneSetup() {
        assertThat(plan("{how: fmf}").list().stream().map(TestRun::setup).distinct()).hasSize(1);
    }

    // section 14
    @ParameterizedTest
    @ValueSource(strings = {"'tag: [a'", "'[a'"})
    void badPatternsInFiltersOfAPlanAreToldWithPlanKeyAndFile(String filter) {
        FmfTests tests = plan("{how: fmf, filter: " + filter + "}");

        assertThatThrownBy(tests::list)
                .isInstanceOf(FmfPatternException.class)
                .hasMessageContaining("node /plans/p, key 'discover: filter', file " + temp)
                .hasMessageEndingWith("p.fmf)");
    }

    @Test
    void directoryIsThatOfTheLastSourceUnlessThereIsPath() {
        assertThat(FmfTests.in(tree().load()).list())
                .extracting(TestRun::directory)
                .containsExactly("deep/er", "smoke", "smoke", "smoke");
    }

    @Test
    void testInTheRootHasTheRootAsDirectory() {
        FmfTree tree = LittleTree.in(temp).with("main.fmf", "/a: {test: x}\n").load();

        assertThat(FmfTests.in(tree).list()).extracting(TestRun::directory).containsExactly("");
    }

    @Test
    void testWithoutSourceIsAnErrorThatNamesIt() {
        FmfTree tree =
                LittleTree.in(temp).with("main.fmf", "/a: {test: x, /: {inherit: false}}\n").load();

        assertThatThrownBy(() -> FmfTests.in(tree).list())
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("no file says where")
                .hasMessageContaining("node /a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{test: /smoke/}; /smoke/login,/smoke/logout",
                "{test: [login, ^/deep]}; /deep/er/a,/deep/er/b,/smoke/login",
                "{filter: 'tag: smoke'}; /smoke/login,/smoke/logout",
                "{filter: ['tag: smoke', 'tag: net']}; /smoke/login",
                "{filter: 'tier: 1'}; /smoke/logout",
                "{exclude: /deep}; /smoke/login,/smoke/logout",
                "{exclude: [/a$, out]}; /deep/er/b,/smoke/login",
                "[{how: shell, tests: [x]}, {test: login}]; /smoke/login"
            })
    void sectionSelectsTests(String section, String expected) {
        assertThat(names(plan(section))).containsExactly(expected.split(",", -1));
    }

    @Test
    void callerAddsToWhatTheSectionSays() {
        String section = "{test: login, filter: 'tag: smoke|tag: slow'}";

        assertThat(names(plan(section).name("/deep/er/a")))
                .containsExactly("/deep/er/a", "/smoke/login");
        assertThat(names(plan(section).filter("tag: net"))).containsExactly("/smoke/login");
        assertThat(names(plan(section).exclude("login"))).isEmpty();
        assertThat(names(plan("{how: fmf}").condition("tier == 1")))
                .containsExactly("/smoke/logout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enabled: false",
                "enabled: 0",
                "enabled: ''",
                "enabled: null",
                "manual: true",
                "manual: 'no'",
                "story: As a user"
            })
    void nodesThatDoNotRunAreLeftOut(String key) {
        FmfTree tree = LittleTree.in(temp).with("a.fmf", "test: x\n" + key + "\n").load();

        assertThat(FmfTests.in(tree).list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled: no", "enabled: 'false'", "manual: ''", "story: null"})
    void truthIsPythons(String key) {
        FmfTree tree = LittleTree.in(temp).with("a.fmf", "test: x\n" + key + "\n").load();

        assertThat(FmfTests.in(tree).list()).hasSize(1);
    }

    @Test
    void planThatIsMissingOrATestOrSeveralIsRefused() {
        FmfTree tree = tree().with("plans/p.fmf", "/a: {discover: {}}\n").load();

        assertThatThrownBy(() -> FmfTests.in(tree).plan("/plans/q").list())
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("no such plan")
                .hasMessageContaining("/plans/q");
        assertThatThrownBy(() -> FmfTests.in(tree).plan("/smoke/login").list())
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("a test, not a plan");
        assertThatThrownBy(() -> FmfTests.in(tree).plan("/plans/p").list())
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("not one plan but several");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{how: shell}", "[]", "null", "[{how: shell}, {how: x}]"})
    void planWithoutSectionOfFmfIsRefused(String discover) {
        assertThatThrownBy(() -> plan(discover).list())
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("node /plans/p, key 'discover', file ")
                .hasMessageContaining("plans/p.fmf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "test: [x]; test",
                "duration: 1.5h; duration",
                "duration: 1.5; duration",
                "duration: [1]; duration",
                "tag: {a: 1}; tag",
                "require: 5; require",
                "require: {type: thing}; require: type",
                "recommend: {name: /x, nick: y}; recommend",
                "recommend: [[a]]; recommend",
                "environment: text; environment",
                "environment: {A: [1]}; environment",
                "extra-priority: high; extra-priority",
                "path: relative; path",
                "path: /a/../../b; path"
            })
    void wrongTypesAreRefusedByNodeKeyAndFile(String data, String key) {
        FmfTree tree = LittleTree.in(temp).with("a.fmf", "/t:\n  test: x\n").load();
        String text = data.startsWith("test:") ? data : "test: x\n  " + data;
        FmfTree wrong = LittleTree.in(temp).with("a.fmf", "/t:\n  " + text + "\n").load();

        assertThat(FmfTests.in(tree).list()).hasSize(1);
        assertThatThrownBy(() -> FmfTests.in(wrong).list())
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("node /a/t, key '" + key + "', file ")
                .hasMessageContaining("a.fmf");
    }

    @Test
    void planAndTestsAreAdjustedToTheContextWithRegardToCase() {
        FmfTree tree =
                LittleTree.in(temp)
                        .with("t.fmf", "test: x\nadjust: {when: distro == fedora, duration: 7}\n")
                        .with(
                                "p.fmf",
                                "discover: {how: fmf}\n"
                                        + "context: {distro: other}\n"
                                        + "adjust: {when: distro == fedora, prepare: {script: f}}\n")
                        .load();
        FmfTests tests = FmfTests.in(tree).plan("/p");

        TestRun fedora = tests.context(FmfContext.of(Map.of("distro", "fedora"))).list().get(0);
        TestRun shouted = tests.context(FmfContext.of(Map.of("distro", "FEDORA"))).list().get(0);

        assertThat(fedora.timeLimit()).hasSeconds(7);
        assertThat(fedora.setup().prepare()).containsExactly(new SetupStep.Script("f"));
        assertThat(shouted.timeLimit()).hasSeconds(300);
    }

    @Test
    void valuesOfTheEnvironmentPrintAsPythonPrintsThem() {
        FmfTree tree =
                LittleTree.in(temp)
                        .with(
                                "t.fmf",
                                "test: x\nenvironment:\n- {A: true, B: null, C: 10, D: 1e16}\n"
                                        + "- {C: 1.0, 'E F': 'x y', G: 2024-01-31}\n")
                        .load();

        assertThat(FmfTests.in(tree).list().get(0).environment())
                .containsExactly(
                        Map.entry("A", "True"),
                        Map.entry("B", "None"),
                        Map.entry("C", "1.0"),
                        Map.entry("D", "1e+16"),
                        Map.entry("E F", "x y"),
                        Map.entry("G", "2024-01-31"));
    }

    @Test
    void whatIsNotOursIsKeptAsMetadata() {
        FmfTree tree =
                LittleTree.in(temp)
                        .with(
                                "t.fmf",
                                "test: x\nframework: beakerlib\ntier: 1\norder: 7\nwhere: [server]\n"
                                        + "link: {verifies: url}\n")
                        .load();

        assertThat(FmfTests.in(tree).list().get(0).metadata())
                .containsEntry("framework", "beakerlib")
                .containsEntry("where", List.of("server"))
                .containsEntry("link", Map.of("verifies", "url"))
                .containsKeys("tier", "order", "test");
    }

    @Test
    void testRunsMayBeChangedInPlainJavaBeforeTheRun() {
        List<TestRun> changed =
                FmfTests.in(tree().load()).target(Platform.named("fedora")).list().stream()
                        .filter(test -> !test.tags().contains("slow"))
                        .map(test -> test.toBuilder().priority(test.name().length()).build())
                        .map(test -> test.withSetup(test.setup().withEnvironment("A", "1")))
                        .toList();

        assertThat(changed).hasSize(2).allMatch(test -> test.target().name().equals("fedora"));
    }

    @Test
    void dailyPlanOfTheContestTreeFindsWhatTheReferenceFinds() {
        Optional<Path> corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), "no corpus");
        Path folder = Corpus.contest(corpus.get(), temp);
        Map<String, Object> expected =
                Corpus.expected(corpus.get().resolve("contest.expected.json.gz"));
        Map<String, Object> query = TestJson.map(TestJson.map(expected.get("queries")).get("q04"));
        Map<String, Object> context =
                TestJson.map(
                        TestJson.map(expected.get("contexts")).get((String) query.get("context")));
        List<String> patterns = TestJson.list(query.get("names"));
        FmfContext rhel = FmfContext.of(TestJson.map(context.get("dimensions")));
        FmfTree tree = FmfTree.load(folder);

        List<String> daily =
                names(FmfTests.in(tree).context(rhel).plan("/plans/daily")).stream()
                        .filter(name -> anyFound(patterns, name))
                        .toList();

        FmfTree adjusted = tree.adjust(Corpus.adjust(context));
        List<String> reference =
                answers(expected, "q04").stream()
                        .filter(name -> runs(adjusted.find(name).orElseThrow()))
                        .filter(name -> !name.matches("/static-checks/(html-links|diff).*"))
                        .toList();
        assertThat(daily).isNotEmpty().isEqualTo(reference);
    }

    @Test
    void namesOfTheDailyPlanFindWhatTheReferenceFinds() {
        Optional<Path> corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), "no corpus");
        FmfTree tree = FmfTree.load(Corpus.contest(corpus.get(), temp));
        Map<String, Object> expected =
                Corpus.expected(corpus.get().resolve("contest.expected.json.gz"));
        FmfTests tests = FmfTests.in(tree);
        TestJson.<String>list(
                        TestJson.map(TestJson.map(expected.get("queries")).get("q03")).get("names"))
                .forEach(tests::name);

        FmfTree adjusted = tree.adjust(Corpus.adjust(Map.of()));
        assertThat(names(tests))
                .isNotEmpty()
                .isEqualTo(
                        answers(expected, "q03").stream()
                                .filter(name -> runs(adjusted.find(name).orElseThrow()))
                                .toList());
    }

    private static boolean anyFound(List<String> patterns, String name) {
        return patterns.stream().anyMatch(regex -> Pattern.compile(regex).matcher(name).find());
    }

    private static boolean runs(FmfNode node) {
        return TestNode.of(node.name(), node.data()).runs();
    }

    private static List<String> answers(Map<String, Object> expected, String query) {
        Map<String, Object> trees = TestJson.map(expected.get("trees"));
        Map<String, Object> only = TestJson.map(trees.values().iterator().next());
        return TestJson.list(TestJson.map(only.get("results")).get(query));
    }
}
