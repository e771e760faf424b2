package org.atex.fmf.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atex.fmf.LittleTree.json;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.fmf.LittleTree;
import org.atex.fmf.error.FmfCannotDecideException;
import org.atex.fmf.error.FmfContextException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfInvalidRuleException;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections 6 and 7 of the fmf page, where the stored cases say nothing. */
class AdjustingTest {

    private static final FmfContext FEDORA =
            FmfContext.builder().dimension("distro", "fedora-42").build();

    @TempDir Path folder;

    private FmfTree tree(String main) {
        return LittleTree.in(folder).with("main.fmf", main).load();
    }

    @Test
    void theOriginalStaysAsItIs() {
        FmfTree tree = tree("x: [1]\nm: {k: 1}\nadjust: {x+: [2], m+: {k: 2}}\n");
        String before = json(tree, "/");

        FmfTree adjusted = tree.adjust(Adjust.to(FEDORA));

        assertThat(json(tree, "/")).isEqualTo(before);
        assertThat(adjusted.rootNode().get("m", "k")).hasToString("Optional[2]");
    }

    @Test
    void aMappingThatARuleAssignsIsSharedWithTheRule() {
        FmfTree tree = tree("adjust:\n- y: {k: 1}\n- y+: {k+: 5}\n/a: {}\n");

        FmfTree adjusted = tree.adjust(Adjust.to(FEDORA));

        String expected = "{\"adjust\":[{\"y\":{\"k\":6}},{\"y+\":{\"k+\":5}}],\"y\":{\"k\":6}}";
        assertThat(json(adjusted, "/")).isEqualTo(expected);
        assertThat(json(adjusted, "/a")).isEqualTo(expected);
        assertThat(json(tree, "/a"))
                .isEqualTo("{\"adjust\":[{\"y\":{\"k\":1}},{\"y+\":{\"k+\":5}}]}");
    }

    @Test
    void itemsThatARuleAppendsAreSharedWithTheRule() {
        FmfTree tree = tree("p: []\nadjust:\n- p+: [{k: 1}]\n- p+: {k: 2}\n");

        assertThat(json(tree.adjust(Adjust.to(FEDORA)), "/"))
                .isEqualTo(
                        "{\"adjust\":[{\"p+\":[{\"k\":2}]},{\"p+\":{\"k\":2}}],\"p\":[{\"k\":2}]}");
    }

    @Test
    void aMappingAssignedDeepInsideIsSharedToo() {
        FmfTree tree = tree("e: {x: 1}\nadjust:\n- e+: {y: {k: 1}}\n- e+: {y+: {k: 2}}\n");

        assertThat(json(tree.adjust(Adjust.to(FEDORA)), "/"))
                .isEqualTo(
                        "{\"adjust\":[{\"e+\":{\"y\":{\"k\":2}}},{\"e+\":{\"y+\":{\"k\":2}}}],"
                                + "\"e\":{\"x\":1,\"y\":{\"k\":2}}}");
    }

    @Test
    void adjustingTwiceKeepsWhatIsShared() {
        FmfTree once = tree("adjust:\n- y: {k: 1}\n").adjust(Adjust.to(FEDORA));
        FmfTree twice =
                once.adjust(
                        Adjust.to(FEDORA)
                                .key("none")
                                .additionalRules(List.of(Map.of("y+", Map.of("k", 2)))));

        assertThat(json(twice, "/")).isEqualTo("{\"adjust\":[{\"y\":{\"k\":2}}],\"y\":{\"k\":2}}");
        assertThat(json(once, "/")).isEqualTo("{\"adjust\":[{\"y\":{\"k\":1}}],\"y\":{\"k\":1}}");
    }

    @Test
    void rulesMayExtendTheListButTheLoopRunsOverTheOldOne() {
        FmfTree tree = tree("x: 1\nadjust:\n- adjust+: [{x: 2}]\n");

        assertThat(json(tree.adjust(Adjust.to(FEDORA)), "/"))
                .isEqualTo("{\"adjust\":[{\"adjust+\":[{\"x\":2}]},{\"x\":2}],\"x\":1}");
    }

    @Test
    void aRuleMergedIntoTheRulesChangesThoseThatFollow() {
        FmfTree tree = tree("adjust:\n- adjust+: {x: 2}\n- when: distro == fedora\n  y: 1\n");

        assertThat(json(tree.adjust(Adjust.to(FEDORA)), "/")).contains("\"x\":2,\"y\":1}");
    }

    @Test
    void additionalRulesComeEvenAfterTheLastOwnRule() {
        Map<String, Object> never = Map.of("x+", List.of(4));
        Map<String, Object> last = new LinkedHashMap<>(Map.of("x+", List.of(3)));
        last.put("continue", false);
        FmfTree tree = tree("x: [1]\nadjust: [{x+: [2], continue: false}, {x+: [9]}]\n/a: {}\n");

        FmfTree adjusted =
                tree.adjust(
                        Adjust.to(FEDORA)
                                .additionalRules(
                                        List.of(last, never), node -> node.name().equals("/a")));

        assertThat(adjusted.find("/a").orElseThrow().get("x")).hasToString("Optional[[1, 2, 3]]");
        assertThat(adjusted.rootNode().get("x")).hasToString("Optional[[1, 2]]");
    }

    @Test
    void undecidedRulesAreSkippedOrRaised() {
        FmfTree tree =
                tree("x: 1\nadjust: [{when: arch == x86_64, x: 2, continue: false}, {x: 3}]\n");

        assertThat(json(tree.adjust(Adjust.to(FEDORA)), "/")).endsWith("\"x\":3}");
        assertThatThrownBy(() -> tree.adjust(Adjust.to(FEDORA).undecided(Adjust.Undecided.RAISE)))
                .isInstanceOf(FmfCannotDecideException.class)
                .hasMessageContaining("arch == x86_64")
                .hasMessageContaining("node /");
    }

    @Test
    void continueIsCheckedWhateverWhenSays() {
        FmfTree tree = tree("adjust: {when: false, continue: 'no'}\n");

        assertThatThrownBy(() -> tree.adjust(Adjust.to(FEDORA)))
                .isExactlyInstanceOf(FmfFormatException.class);
    }

    @Test
    void badRulesEndTheAdjusting() {
        assertThatThrownBy(() -> tree("adjust: {when: distro}\n").adjust(Adjust.to(FEDORA)))
                .isExactlyInstanceOf(FmfInvalidRuleException.class);
        assertThatThrownBy(() -> tree("adjust: {when: 5}\n").adjust(Adjust.to(FEDORA)))
                .isInstanceOf(FmfContextException.class);
        assertThatThrownBy(() -> tree("adjust: null\n").adjust(Adjust.to(FEDORA)))
                .isExactlyInstanceOf(FmfFormatException.class);
        assertThatThrownBy(() -> tree("adjust: [1]\n").adjust(Adjust.to(FEDORA)))
                .isExactlyInstanceOf(FmfFormatException.class);
    }

    @Test
    void oneNodeCanBeAdjustedAlone() {
        FmfTree tree = tree("x: 1\nadjust: {x: 2}\n/a: {}\n");

        FmfNode adjusted = tree.find("/a").orElseThrow().adjust(Adjust.to(FEDORA));

        assertThat(adjusted.get("x")).hasToString("Optional[2]");
        assertThat(adjusted.parent()).contains(tree.rootNode());
    }

    @Test
    void versionsCompareAsTheTableSays() {
        assertDecision("rhel-9.4", "d ~< rhel-9.6", Decision.TRUE);
        assertDecision("rhel-8.9", "d ~< rhel-9.6", Decision.UNDECIDED);
        assertDecision("rhel-8.9", "d ~< rhel-9", Decision.TRUE);
        assertDecision("rhel-9", "d ~= rhel-9.0", Decision.UNDECIDED);
        assertDecision("rhel-9", "d < rhel-9.0", Decision.TRUE);
        assertDecision("rhel", "d < rhel-9", Decision.UNDECIDED);
        assertDecision("rhel", "d ~< rhel", Decision.FALSE);
        assertDecision("rhel-9.4", "d > rhel-9", Decision.FALSE);
        assertDecision("rhel-9.4", "d >= rhel-9", Decision.TRUE);
        assertDecision("fedora-rawhide", "d > fedora-41", Decision.TRUE);
        assertDecision("centos-stream-9", "d >= centos-10", Decision.TRUE);
        assertDecision("9", "d > 8", Decision.UNDECIDED);
        assertDecision("a-fc10", "d < a-fc9", Decision.TRUE);
        assertDecision("a-9", "d > a-10a", Decision.TRUE);
        assertDecision("rhel-9", "d != rhel-8, rhel-9", Decision.TRUE);
        assertDecision("a-08", "d ~= a-8", Decision.FALSE);
        assertDecision("a-08", "d == a-8", Decision.TRUE);
        assertDecision("a-\u0663", "d == a-3", Decision.TRUE);
    }

    @Test
    void rulesHaveTheQuirksOfTheReference() {
        assertDecision("r", "d ~ (?=r)", Decision.FALSE);
        assertDecision("", "d == a,", Decision.TRUE);
        assertDecision("a", "d == a,\nb", Decision.TRUE);
        assertDecision("x", "trueish == x", Decision.TRUE);
        assertDecision("OR b", "d == OR b", Decision.TRUE);
        for (String rule :
                List.of(
                        "d === f",
                        "d !~= f",
                        "d == x-or-y",
                        "not d == f",
                        "e is  defined",
                        "",
                        " ")) {
            assertThatThrownBy(() -> FEDORA.decide(rule, true))
                    .as(rule)
                    .isInstanceOf(FmfInvalidRuleException.class);
        }
    }

    private static void assertDecision(String value, String rule, Decision expected) {
        assertThat(FmfContext.of(Map.of("d", value)).decide(rule, true))
                .as("%s: %s", value, rule)
                .isEqualTo(expected);
    }

    @Test
    void ignoringCaseFoldsNamesAndPartsButNotPatterns() {
        FmfContext context =
                FmfContext.builder().dimension("d", "RHEL-9-Straße").dimension("e", "X").build();

        assertThat(context.decide("d == rhel-9-STRASSE", false)).isEqualTo(Decision.TRUE);
        assertThat(context.decide("d == rhel-9", true)).isEqualTo(Decision.FALSE);
        assertThat(context.decide("e ~ x", false)).isEqualTo(Decision.FALSE);
        assertThat(context.decide("E == x", false)).isEqualTo(Decision.UNDECIDED);
    }

    @Test
    void contextsPrintAndCopyTheirDimensions() {
        FmfContext context = FmfContext.of(Map.of("d", List.of(8, 8.4, true)));

        assertThat(context.dimensions().get("d")).containsExactly("8", "8.4", "True");
        assertThat(FmfContext.parse("a == 1, 2 and b = x and a == 3").dimensions())
                .hasToString("{a=[3], b=[x]}");
        assertThatThrownBy(() -> FmfContext.parse("true")).isInstanceOf(FmfContextException.class);
        assertThatThrownBy(() -> FmfContext.parse("a == 1 or b == 1"))
                .isInstanceOf(FmfContextException.class);
    }
}
