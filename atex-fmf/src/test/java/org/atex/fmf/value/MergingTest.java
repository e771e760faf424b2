package org.atex.fmf.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atex.fmf.LittleTree.json;

import java.nio.file.Path;
import java.util.Map;
import org.atex.fmf.LittleTree;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfMergeException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Section 5 of the fmf page, where the stored cases say nothing. */
class MergingTest {

    @TempDir Path folder;

    private FmfTree tree(String main) {
        return LittleTree.in(folder).with("main.fmf", main).load();
    }

    @Test
    void mergingIntoOneUseOfAnAliasChangesTheOther() {
        FmfTree tree = tree("x: &a {k: 1}\ny: *a\n/c:\n  x+: {k: 2}\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":{\"k\":2},\"y\":{\"k\":2}}");
        assertThat(json(tree, "/")).isEqualTo("{\"x\":{\"k\":1},\"y\":{\"k\":1}}");
    }

    @Test
    void listsOfAnAliasAreReplacedAndSoStayApart() {
        FmfTree tree = tree("x: &a [1]\ny: *a\n/c:\n  x+: [2]\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":[1,2],\"y\":[1]}");
    }

    @Test
    void mappingsInListsOfAnAliasAreShared() {
        FmfTree tree = tree("x: &a [{k: 1}]\ny: *a\n/c:\n  x+: {k: 2}\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":[{\"k\":2}],\"y\":[{\"k\":2}]}");
    }

    @Test
    void aliasesAreSharedBetweenNodesOfAFile() {
        FmfTree tree = tree("/a: {x: &s {k: 1}, /c: {}}\n/b: {x: *s, x+: {k: 2}}\n");

        assertThat(json(tree, "/b")).isEqualTo("{\"x\":{\"k\":2}}");
        assertThat(json(tree, "/a")).isEqualTo("{\"x\":{\"k\":2}}");
        assertThat(json(tree, "/a/c")).isEqualTo("{\"x\":{\"k\":1}}");
    }

    @Test
    void valuesBroughtByMergeKeysAreShared() {
        FmfTree tree = tree("b: &b {m: {k: 1}}\nc: {<<: *b}\n/d:\n  c+: {m+: {k: 2}}\n");

        assertThat(json(tree, "/d")).isEqualTo("{\"b\":{\"m\":{\"k\":2}},\"c\":{\"m\":{\"k\":2}}}");
    }

    @Test
    void aMappingMergedIntoEachItemIsSharedByThem() {
        FmfTree tree =
                tree("x: [{a: 1}, {a: 2}]\n/c:\n  x+: {b: {z: 1}}\n  /d:\n    x+: {b+: {z+: 1}}\n");

        assertThat(json(tree, "/c/d"))
                .isEqualTo("{\"x\":[{\"a\":1,\"b\":{\"z\":3}},{\"a\":2,\"b\":{\"z\":3}}]}");
        assertThat(json(tree, "/c"))
                .isEqualTo("{\"x\":[{\"a\":1,\"b\":{\"z\":1}},{\"a\":2,\"b\":{\"z\":1}}]}");
    }

    @Test
    void aListMergedIntoAMappingMakesCopiesThatAreApart() {
        FmfTree tree = tree("x: {m: {k: 1}}\n/c:\n  x+: [{m+: {k: 2}}, {n: 1}]\n");

        assertThat(json(tree, "/c"))
                .isEqualTo("{\"x\":[{\"m\":{\"k\":2}},{\"m\":{\"k\":1},\"n\":1}]}");
    }

    @Test
    void suffixesInFrontPutValuesInFront() {
        FmfTree tree = tree("l: [2]\ns: b\nn: 1\n/c:\n  l+<: [1]\n  s+<: a\n  n+<: 2\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"l\":[1,2],\"n\":3,\"s\":\"ab\"}");
    }

    @Test
    void operationsApplyInTheOrderWritten() {
        assertThat(json(tree("tag: [a, b]\n/c:\n  tag-: [b]\n  tag+: [b]\n"), "/c"))
                .isEqualTo("{\"tag\":[\"a\",\"b\"]}");
        assertThat(json(tree("tag: [a, b]\n/c:\n  tag+: [b]\n  tag-: [b]\n"), "/c"))
                .isEqualTo("{\"tag\":[\"a\"]}");
    }

    @Test
    void reducingListsComparesAsPythonDoes() {
        FmfTree tree = tree("x: [1, 1.0, true, '1', {a: 1}, [2]]\n/c:\n  x-: [1, {a: 1.0}, [2]]\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":[\"1\"]}");
    }

    @Test
    void reducingMappingsDropsKeys() {
        FmfTree tree = tree("x: {a: 1, b: 2}\n/c:\n  x-: [b, c]\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":{\"a\":1}}");
        assertThat(json(tree, "/")).isEqualTo("{\"x\":{\"a\":1,\"b\":2}}");
    }

    @Test
    void replacementsKnowGroupsAndEscapes() {
        FmfTree tree = tree("x: key=value\n/c:\n  x~: ';(?P<k>\\w+)=(\\w+);\\2 \\g<k> $1\\n;'\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":\"value key $1\\n\"}");
    }

    @Test
    void substitutionRulesAreCheckedBeforeTheFirstIsApplied() {
        assertThatThrownBy(() -> tree("x: 5\n/c:\n  x~: ['/a/b/', '/a']\n"))
                .isInstanceOf(FmfFormatException.class);
        assertThatThrownBy(() -> tree("x: a\n/c:\n  x~: '//b/'\n"))
                .isInstanceOf(FmfFormatException.class);
        assertThatThrownBy(() -> tree("x: a\n/c:\n  x~: ''\n"))
                .isInstanceOf(FmfFormatException.class);
    }

    @Test
    void keysWithMatchingTextAreRemoved() {
        FmfTree tree = tree("x: {a1: 1, b: 2, 1: 3}\n/c:\n  x-~: '1$'\n");

        assertThat(json(tree, "/c")).isEqualTo("{\"x\":{\"b\":2}}");
    }

    @Test
    void wrongTypesAreMergeErrors() {
        for (String merge :
                new String[] {
                    "x: {a: 1}\n/c: {x+: 1}", "x: [1]\n/c: {x+: {a: 1}}", "x: 1\n/c: {x+: a}",
                    "x: null\n/c: {x+: a}", "x: [a]\n/c: {x-: a}", "x: {a: 1}\n/c: {x-: {a: 1}}",
                    "x: 2024-01-01\n/c: {x+: 1}", "x: {a: 1}\n/c: {x+: [1]}"
                }) {
            assertThatThrownBy(() -> tree(merge + "\n"))
                    .as(merge)
                    .isExactlyInstanceOf(FmfMergeException.class);
        }
    }

    @Test
    void nodesNeverContainThemselves() {
        assertThatThrownBy(() -> tree("x: &a {k: 1}\nx+: {m: *a}\n"))
                .isInstanceOf(FmfException.class);
    }

    @Test
    void mergedKeysComeFirstInTheOrderOfTheMapping() {
        FmfTree tree =
                tree("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {w: 0, <<: [*a, *b], x: 9}\n");

        assertThat(tree.rootNode().get("c").orElseThrow().toString())
                .isEqualTo("{y=1, z=2, x=9, w=0}");
    }

    @Test
    void aLoadedTreeCannotBeMergedIntoBehindItsBack() {
        FmfTree tree = tree("x: &a {k: 1}\ny: *a\n");
        FmfMap shared = (FmfMap) tree.rootNode().get("x").orElseThrow();
        Merger merger = new Merger(FmfPlace.unknown(), Budget.ofThisProcess());

        assertThatThrownBy(() -> merger.merge(shared, FmfValues.mapping(Map.of("k", 2))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> shared.takeOut("k")).isInstanceOf(IllegalStateException.class);
        assertThat(json(tree, "/")).isEqualTo("{\"x\":{\"k\":1},\"y\":{\"k\":1}}");
    }
}
