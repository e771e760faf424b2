package org.atex.fmf.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atex.fmf.LittleTree.json;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.atex.fmf.LittleTree;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfMergeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingTest {

    @TempDir Path folder;

    private static List<String> names(FmfTree tree) {
        return tree.climb(true, true).stream().map(FmfNode::name).toList();
    }

    @Test
    void aDirectoryInsideATreeLoadsTheWholeTree() throws Exception {
        LittleTree.in(folder).with("a.fmf", "x: 1\n").with("sub/dir/b.fmf", "y: 1\n");

        FmfTree tree = FmfTree.load(folder.resolve("sub/dir"));

        assertThat(tree.root()).isEqualTo(folder);
        assertThat(names(tree)).containsExactly("/", "/a", "/sub", "/sub/dir", "/sub/dir/b");
    }

    @Test
    void aLoopOfLinksIsWalkedOnce() {
        FmfTree tree =
                LittleTree.in(folder).with("d/x.fmf", "x: 1\n").withLink("d/loop", "../d").load();

        assertThat(names(tree)).containsExactly("/", "/d", "/d/loop", "/d/loop/x", "/d/x");
    }

    @Test
    void aBrokenLinkWithTheNameOfMetadataIsAFileError() {
        LittleTree tree = LittleTree.in(folder).withLink("x.fmf", "nowhere");

        assertThatThrownBy(tree::load).isInstanceOf(FmfFileException.class);
    }

    @Test
    void aBrokenLinkWithAnotherNameIsIgnored() {
        FmfTree tree = LittleTree.in(folder).withLink("x", "nowhere").load();

        assertThat(names(tree)).containsExactly("/");
    }

    @Test
    void aDeviceWithTheNameOfMetadataIsRefusedRatherThanRead() {
        LittleTree tree = LittleTree.in(folder).withLink("x.fmf", "/dev/zero");

        assertThatThrownBy(tree::load)
                .isInstanceOf(FmfFileException.class)
                .hasMessageContaining("x.fmf");
    }

    @Test
    void directoriesCalledLikeFilesAreOrdinary() {
        FmfTree tree = LittleTree.in(folder).with("x.fmf/main.fmf", "a: 1\n").load();

        assertThat(names(tree)).containsExactly("/", "/x.fmf");
    }

    @Test
    void aTreeInsideATreeIsSkippedButNotTheFileBesideIt() {
        FmfTree tree =
                LittleTree.in(folder)
                        .with("x/.fmf/version", "1")
                        .with("x/main.fmf", "a: 1\n")
                        .with("x.fmf", "b: 1\n")
                        .load();

        assertThat(names(tree)).containsExactly("/", "/x");
        assertThat(json(tree, "/x")).isEqualTo("{\"b\":1}");
    }

    @Test
    void onlyTheLastSuffixOfAFileIsCutOff() {
        FmfTree tree =
                LittleTree.in(folder)
                        .with("a.b.fmf", "")
                        .with("Main.fmf", "")
                        .with(".h.fmf", "")
                        .load();

        assertThat(names(tree)).containsExactly("/", "/Main", "/a.b");
    }

    @Test
    void emptyFilesMakeNodesThatStay() {
        FmfTree tree =
                LittleTree.in(folder).with("a.fmf", "").with("b.fmf", "# only this\n").load();

        assertThat(names(tree)).containsExactly("/", "/a", "/b");
    }

    @Test
    void namesAreSortedByCodePointLevelByLevel() {
        FmfTree tree =
                LittleTree.in(folder)
                        .with("main.fmf", "/a-b:\n/a/z:\n/é:\n/_:\n/Z:\n/\uFFFD:\n/\uD83D\uDE00:\n")
                        .load();

        assertThat(names(tree))
                .containsExactly(
                        "/", "/Z", "/_", "/a", "/a/z", "/a-b", "/é", "/\uFFFD", "/\uD83D\uDE00");
    }

    @Test
    void includedHiddenNamesAreExplored() {
        FmfTree tree =
                LittleTree.in(folder)
                        .with(".fmf/config", "explore:\n  include: [.plans, .x.fmf]\n")
                        .with(".plans/a.fmf", "")
                        .with(".x.fmf", "")
                        .with(".y.fmf", "")
                        .load();

        assertThat(names(tree)).containsExactly("/", "/.plans", "/.plans/a", "/.x");
    }

    @Test
    void theMarkOfATreeCannotBeIncluded() {
        LittleTree tree = LittleTree.in(folder).with(".fmf/config", "explore: {include: [.fmf]}\n");

        assertThatThrownBy(tree::load).isExactlyInstanceOf(FmfGeneralException.class);
    }

    @Test
    void brokenConfigIsAFileError() {
        LittleTree tree = LittleTree.in(folder).with(".fmf/config", "a: [\n");

        assertThatThrownBy(tree::load).isExactlyInstanceOf(FmfFileException.class);
    }

    @Test
    void versionsAreWhatPythonTakesForIntegers() {
        for (String text : List.of("+1", " 1\n", "1_0", "-1", "\u0663")) {
            assertThat(LittleTree.in(folder).with(".fmf/version", text).load().version())
                    .isEqualTo(new BigInteger(text.equals("1_0") ? "10" : plain(text)));
        }
        for (String text : List.of("", "1.0", "1 2", "0x1", "_1", "1__0", "one")) {
            LittleTree tree = LittleTree.in(folder).with(".fmf/version", text);
            assertThatThrownBy(tree::load).isExactlyInstanceOf(FmfFormatException.class);
        }
    }

    private static String plain(String text) {
        return text.equals("\u0663") ? "3" : text.strip().replace("+", "");
    }

    @Test
    void directivesLeaveWithTheFirstUserOfAnAlias() {
        FmfTree tree =
                LittleTree.in(folder)
                        .with("main.fmf", "x: 1\n/a: &a\n  /: {inherit: false}\n  y: 1\n/b: *a\n")
                        .load();

        assertThat(json(tree, "/a")).isEqualTo("{\"y\":1}");
        assertThat(json(tree, "/b")).isEqualTo("{\"x\":1,\"y\":1}");
    }

    @Test
    void slashesInKeysAreLevelsWhateverTheirNumber() {
        FmfTree tree =
                LittleTree.in(folder)
                        .with("main.fmf", "//a: {x: 1}\n/b//c: {y: 1}\n/d/e/f:\n")
                        .load();

        assertThat(names(tree)).containsExactly("/", "/a", "/b", "/b/c", "/d", "/d/e", "/d/e/f");
    }

    @Test
    void aNumberIsNoNode() {
        LittleTree tree = LittleTree.in(folder).with("main.fmf", "/a: 5\n");

        assertThatThrownBy(tree::load)
                .isExactlyInstanceOf(FmfFormatException.class)
                .hasMessageContaining("/a")
                .hasMessageContaining("main.fmf");
    }

    @Test
    void messagesSayFamilyFileLineAndColumn() {
        LittleTree tree = LittleTree.in(folder).with("main.fmf", "a: 1\nb: 2\na: 3\n");

        assertThatThrownBy(tree::load)
                .isExactlyInstanceOf(FmfFileException.class)
                .hasMessage(
                        "file error: found duplicate key 'a' (file %s, line 3, column 1)"
                                .formatted(folder.resolve("main.fmf")));
    }

    @Test
    void messagesSayNodeKeyAndFile() {
        LittleTree tree = LittleTree.in(folder).with("main.fmf", "x: [1]\n/a:\n  x+: b\n");

        assertThatThrownBy(tree::load)
                .isExactlyInstanceOf(FmfMergeException.class)
                .hasMessage(
                        "merge error: cannot add 'b' and a list (node /a, key 'x', file %s)"
                                .formatted(folder.resolve("main.fmf")));
    }

    @Test
    void dataCannotBeChanged() {
        FmfNode node =
                LittleTree.in(folder).with("main.fmf", "a: [1]\nm: {k: v}\n").load().rootNode();

        assertThatThrownBy(() -> node.data().put("x", "y"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> node.data().remove("a"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) node.data().get("a")).remove(0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> node.data().keySet().iterator().remove())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void valuesAreFoundByPath() {
        FmfNode node =
                LittleTree.in(folder).with("main.fmf", "a: {b: {c: 1}}\nn:\n").load().rootNode();

        assertThat(node.get("a", "b", "c")).contains(BigInteger.ONE);
        assertThat(node.get("a", "x", "c")).isEmpty();
        assertThat(node.get("n")).isEmpty();
        assertThat(node.has("n")).isTrue();
    }

    @Test
    void anUnreadableDirectoryIsNoTree() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> FmfTree.load(file)).isExactlyInstanceOf(FmfFileException.class);
    }
}
