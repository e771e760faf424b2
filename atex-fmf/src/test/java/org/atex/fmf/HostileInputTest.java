package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;

/** Metadata made to do harm end in a declared error, soon. */
class HostileInputTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir Path folder;

    private void assertRefused(String main) {
        LittleTree tree = LittleTree.in(folder).with("main.fmf", main);
        Assertions.assertTimeout(
                SOON,
                () ->
                        assertThatThrownBy(tree::load)
                                .isInstanceOf(FmfException.class)
                                .hasMessageContaining(folder.toString()));
    }

    private FmfTree load(String main) {
        ThrowingSupplier<FmfTree> loading =
                () -> LittleTree.in(folder).with("main.fmf", main).load();
        return Assertions.assertTimeout(SOON, loading);
    }

    @Test
    void aliasesOfAliases() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s, %s, %s]\n".formatted(i, i, alias, alias, alias));
        }
        assertRefused(bomb.toString());
        assertRefused(bomb.toString().replace("[x,", "[{k: v},"));
    }

    @Test
    void aliasesOfAliasesByMergeKeys() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d {<<: *a%d, l%d: *a%d}\n".formatted(i, i, i - 1, i, i - 1));
        }
        assertRefused(bomb.toString());
    }

    @Test
    void longTextsAppendedOnEachOfManyLevels() {
        StringBuilder bomb = new StringBuilder("s: &s " + "x".repeat(1_000_000) + "\n");
        String indent = "";
        for (int i = 0; i < 490; i++) {
            bomb.append(indent).append("/l:\n");
            indent += " ";
            for (int copy = 0; copy < 50; copy++) {
                bomb.append(indent).append("s+").append("+".repeat(copy)).append(": *s\n");
            }
        }
        assertRefused(bomb.toString());
    }

    @Test
    void manyChildrenOfALargeParent() {
        StringBuilder bomb = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            bomb.append("key").append(i).append(": 1\n");
        }
        for (int i = 0; i < 50_000; i++) {
            bomb.append("/c").append(i).append(": {x: 1}\n");
        }
        assertRefused(bomb.toString());
    }

    @Test
    void tenThousandLevels() {
        assertRefused("a: " + "[".repeat(10_000) + "]".repeat(10_000));
        assertRefused("a: " + "[".repeat(10_000));
        assertRefused("a: " + "{a: ".repeat(10_000) + "1" + "}".repeat(10_000));
        assertRefused("/a".repeat(10_000) + ": {x: 1}");
        assertRefused("/".repeat(2) + "x: " + "- ".repeat(10_000) + "x\n");
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            block.append(" ".repeat(i)).append("a:\n");
        }
        assertRefused(block.toString());
    }

    @Test
    void tenMegabytesInOneScalar() {
        assumeTrue(Runtime.getRuntime().maxMemory() > 400_000_000, "a file may be that large");
        String big = "x".repeat(10_000_000);

        assertThat(load("a: " + big + "\n").rootNode().get("a")).contains(big);
        assertThat(load("a: \"" + big + "\"\n").rootNode().get("a")).contains(big);
        assertThat(load("a: |\n  " + big + "\n").rootNode().get("a")).contains(big + "\n");
        assertRefused("a: " + "9".repeat(10_000_000));
        assertRefused("a: 0x" + "f".repeat(10_000_000));
        assertThat(load("a: 1." + "9".repeat(10_000_000)).rootNode().get("a")).contains(2.0);
    }

    @Test
    void keysMadeToCollide() {
        StringBuilder bomb = new StringBuilder("m:\n");
        for (int i = 0; i < 1 << 16; i++) {
            bomb.append("  ");
            for (int bit = 0; bit < 16; bit++) {
                bomb.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            bomb.append(": 1\n");
        }
        assertRefused(bomb.toString());
    }

    @Test
    void bigListsSubtracted() {
        StringBuilder bomb = new StringBuilder("x:\n");
        for (int i = 0; i < 50_000; i++) {
            bomb.append("- {k: ").append(i).append("}\n");
        }
        String list = bomb.toString();
        assertRefused(list + "/c:\n  x-:\n" + list.substring(3).replace("- {", "  - {"));
    }

    @Test
    void patternsThatRunForEver() {
        assertRefused("x: " + "a".repeat(100) + "\n/c: {x-: '(.*a){25}b'}\n");
    }

    @Test
    void mappingsThatGrowIntoEachOther() {
        StringBuilder bomb = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            bomb.append("x%d: &a%d {k: 1}\n".formatted(i, i));
        }
        for (int i = 0; i < 1_999; i++) {
            bomb.append("x%d+: {m: *a%d, n: *a%d}\n".formatted(i, i + 1, i + 1));
        }
        assertRefused(bomb.toString());
    }

    @Test
    void textThatIsNotUtf8() {
        LittleTree tree = LittleTree.in(folder).with("main.fmf", new byte[] {'a', ':', ' ', -1});

        assertThatThrownBy(tree::load).isInstanceOf(FmfFileException.class);
    }

    @Test
    void textsThatGrowByAdjustingAreToldWithNodeAndFile() {
        StringBuilder bomb = new StringBuilder("s: &s " + "x".repeat(1_000_000) + "\n");
        bomb.append("adjust:\n").append("- {s+: *s}\n".repeat(300));
        FmfTree tree = load(bomb.toString());

        assertThatThrownBy(() -> tree.adjust(Adjust.to(FmfContext.empty())))
                .isInstanceOf(FmfException.class)
                .hasMessageContaining("node /, file " + folder.resolve("main.fmf"));
    }

    @Test
    void adjustRulesThatMultiply() {
        FmfTree tree =
                load(
                        "x: [1]\nadjust:\n"
                                + "- x+: &x [1, 2, 3, 4, 5]\n"
                                + "- {x: {}}\n- x+: [{}, {}]\n");

        FmfTree adjusted = tree.adjust(Adjust.to(FmfContext.empty()));

        assertThat(adjusted.rootNode().get("x")).hasToString("Optional[[{}, {}]]");
    }
}
