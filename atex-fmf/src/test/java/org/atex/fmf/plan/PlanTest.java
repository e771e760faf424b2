package org.atex.fmf.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.test.SetupStep.Install;
import org.atex.core.test.SetupStep.Script;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPatternException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.FmfValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    private static final Map<String, Object> EVERYTHING = Map.of("how", "fmf");

    private static Plan plan(String key, Object value) {
        return read(Map.of("discover", EVERYTHING, key, value));
    }

    private static Plan read(Map<String, ?> data) {
        FmfMap values = FmfValues.mapping(data);
        return Plan.read("/plans/x", values);
    }

    @Test
    void singleValuesStandForLists() {
        Plan plan = read(Map.of("discover", Map.of("test", "^/a", "filter", "tier: 1")));

        assertThat(plan.sections()).hasSize(1);
        assertThat(plan.sections().get(0).tests()).containsExactly("^/a");
        assertThat(plan.sections().get(0).filters()).containsExactly("tier: 1");
        assertThat(plan.sections().get(0).excludes()).isEmpty();
    }

    @Test
    void setupStepsComeInTheirOrderWithFiftyInTheMiddle() {
        Plan plan =
                plan(
                        "prepare",
                        List.of(
                                Map.of("order", 60, "script", "last"),
                                Map.of("how", "install", "package", List.of("a", "b")),
                                Map.of("how", "shell", "script", List.of("one", "two")),
                                Map.of("order", 40, "script", "first")));

        assertThat(plan.setup().prepare())
                .containsExactly(
                        new Script("first"),
                        new Install(List.of("a", "b")),
                        new Script("one"),
                        new Script("two"),
                        new Script("last"));
    }

    @Test
    void installIsPassedOverInFinish() {
        Plan plan =
                plan(
                        "finish",
                        List.of(
                                Map.of("how", "install", "package", "a"),
                                Map.of("how", "ansible", "playbook", "x"),
                                Map.of("script", "end")));

        assertThat(plan.setup().finish()).containsExactly(new Script("end"));
    }

    @Test
    void environmentMayBeListOfMappingsAndPrintsLikePython() {
        Plan plan =
                plan(
                        "environment",
                        List.of(Map.of("A", 1, "B", true), Map.of("A", "two", "C", 1.5)));

        assertThat(plan.setup().environment())
                .containsOnly(Map.entry("A", "two"), Map.entry("B", "True"), Map.entry("C", "1.5"));
    }

    @Test
    void planWithoutSectionOfFmfIsRefusedByNameAndKey() {
        assertThatThrownBy(() -> read(Map.of("discover", Map.of("how", "shell"))))
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("/plans/x")
                .hasMessageContaining("'discover'");
    }

    @Test
    void severalSectionsNeedNamesOfTheirOwn() {
        Map<String, ?> one = Map.of("name", "one");

        assertThat(read(Map.of("discover", List.of(one, Map.of("name", "two")))).sections())
                .hasSize(2);
        assertThatThrownBy(() -> read(Map.of("discover", List.of(one, EVERYTHING))))
                .hasMessageContaining("has no name");
        assertThatThrownBy(() -> read(Map.of("discover", List.of(one, one))))
                .hasMessageContaining("the name 'one'");
        assertThatThrownBy(() -> read(Map.of("discover", Map.of("name", "../x"))))
                .hasMessageContaining("'discover: name'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/", ".", "..", "", "a\0b"})
    void namesOfSectionsAreNamesOfDirectories(String name) {
        assertThatThrownBy(() -> read(Map.of("discover", Map.of("name", name))))
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("'discover: name'");
    }

    @Test
    void sectionWithUrlIsElsewhere() {
        Plan plan =
                read(Map.of("discover", Map.of("url", "https://x/y", "ref", 1.5, "path", "/s")));

        assertThat(plan.sections().get(0).remote())
                .contains(
                        new DiscoverSection.Remote(
                                "https://x/y", Optional.of("1.5"), Optional.of("/s")));
    }

    @Test
    void refAndPathWithoutUrlMeanNothing() {
        Plan plan = read(Map.of("discover", Map.of("ref", "main", "path", "/s")));

        assertThat(plan.sections().get(0).remote()).isEmpty();
    }

    @Test
    void errorsNameTheFileIfItIsKnown() {
        FmfPlace place = FmfPlace.inNode("/plans/x").withFile(Path.of("/t/plans.fmf"));

        assertThatThrownBy(() -> Plan.read("/plans/x", FmfValues.mapping(Map.of()), place))
                .hasMessageContaining("node /plans/x, key 'discover', file /t/plans.fmf");
    }

    // section 14
    @ParameterizedTest
    @ValueSource(strings = {"test", "exclude"})
    void badPatternsOfNamesAreRefusedByNodeKeyAndFile(String key) {
        FmfPlace place = FmfPlace.inNode("/plans/x").withFile(Path.of("/t/plans.fmf"));
        Map<?, ?> data = Map.of("discover", Map.of(key, List.of("fine", "[a")));

        assertThatThrownBy(() -> Plan.read("/plans/x", FmfValues.mapping(data), place))
                .isInstanceOf(FmfPatternException.class)
                .hasMessageContaining("'[a'")
                .hasMessageContaining("node /plans/x, key 'discover: %s', file /t/plans.fmf", key);
    }

    @Test
    void wrongTypesAreRefusedByNodeAndKey() {
        assertThatThrownBy(() -> plan("prepare", List.of("text")))
                .hasMessageContaining("'text' is no good value")
                .hasMessageContaining("/plans/x")
                .hasMessageContaining("'prepare'");
        assertThatThrownBy(() -> plan("prepare", Map.of("order", "soon")))
                .hasMessageContaining("'prepare: order'");
        assertThatThrownBy(() -> plan("environment", Map.of("A", List.of(1))))
                .hasMessageContaining("'environment'");
        assertThatThrownBy(() -> plan("environment", Map.of(1, "a")))
                .hasMessageContaining("'environment'");
    }
}
