package org.atex.fmf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.tree.FmfTree;

/** What holds for every tree. */
class TreePropertiesTest {

    private static final FmfContext CONTEXT =
            FmfContext.builder().dimension("distro", "fedora-42").build();

    private Path folder;

    @BeforeTry
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("fmf-properties");
    }

    @AfterTry
    void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    @Property(tries = 300)
    void anyBytesGiveATreeOrADeclaredError(@ForAll byte[] bytes) {
        loadOrFail(LittleTree.in(folder).with("main.fmf", bytes));
    }

    @Property(tries = 700)
    void anyTextGivesATreeOrADeclaredError(@ForAll("almostYaml") String text) {
        loadOrFail(LittleTree.in(folder).with("main.fmf", text.getBytes(UTF_8)));
    }

    private static void loadOrFail(LittleTree little) {
        try {
            FmfTree tree = little.load();
            String before = everything(tree);
            assertThat(everything(little.load())).isEqualTo(before);
            adjustOrFail(tree);
            assertThat(everything(tree)).isEqualTo(before);
        } catch (FmfException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void adjustOrFail(FmfTree tree) {
        try {
            assertThat(tree.adjust(Adjust.to(CONTEXT)).climb(true, true))
                    .hasSameSizeAs(tree.climb(true, true));
        } catch (FmfException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 500)
    void loadingTwiceIsEqualAndAdjustingChangesNothingThatWasLoaded(
            @ForAll("metadata") String metadata) {
        loadOrFail(LittleTree.in(folder).with("main.fmf", metadata));
    }

    @Property(tries = 300)
    void anAliasNobodyMergesIntoChangesNothing(@ForAll("metadata") String metadata) {
        String aliased = metadata + "zz: &zz [1]\nzy: *zz\n";
        String plain = metadata + "zz: [1]\nzy: [1]\n";

        assertThat(result(aliased)).isEqualTo(result(plain));
    }

    private String result(String main) {
        try {
            FmfTree tree = LittleTree.in(folder).with("main.fmf", main).load();
            return everything(tree) + everything(tree.adjust(Adjust.to(CONTEXT)));
        } catch (FmfException e) {
            return e.getClass().getName();
        }
    }

    private static String everything(FmfTree tree) {
        return FmfListing.json(tree.climb(true, false));
    }

    @Provide
    Arbitrary<String> almostYaml() {
        return Arbitraries.of(
                        "a",
                        "b",
                        ": ",
                        "- ",
                        "\n",
                        "  ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ", ",
                        "&x ",
                        "*x",
                        "<<",
                        "'",
                        "\"",
                        "|\n",
                        "#",
                        "!!str ",
                        "!!set ",
                        "/",
                        "+",
                        "-",
                        "~",
                        "1",
                        "0x1",
                        "true",
                        "null",
                        "adjust",
                        "when",
                        "é",
                        "\t",
                        "?",
                        "%",
                        "---\n",
                        "...\n",
                        "2024-01-31",
                        ".inf")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> metadata() {
        Arbitrary<String> line = Combinators.combine(keys(), values()).as((k, v) -> k + ": " + v);
        Arbitrary<List<String>> lines = line.list().ofMaxSize(4).map(l -> l.stream().toList());
        return Combinators.combine(lines, lines, lines, rules())
                .as(
                        (root, child, grandchild, rules) ->
                                block("", root)
                                        + rules
                                        + "/c:\n"
                                        + block("  ", child)
                                        + "  /d:\n"
                                        + block("    ", grandchild));
    }

    private static String block(String indent, List<String> lines) {
        StringBuilder block = new StringBuilder();
        for (String line : lines.stream().distinct().toList()) {
            block.append(indent).append(line).append('\n');
        }
        return block.toString();
    }

    private static Arbitrary<String> keys() {
        return Combinators.combine(
                        Arbitraries.of("x", "y", "z"),
                        Arbitraries.of("", "+", "+<", "-", "~", "-~"))
                .as((name, suffix) -> name + suffix);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.of(
                "1",
                "2.5",
                "true",
                "text",
                "/t/u/",
                "[a, b]",
                "[a]",
                "[{k: 1}, {k: 2}]",
                "[{k+: 1, n: {z: 1}}]",
                "{k: 1}",
                "{k+: 2}",
                "{m: {k: 1}}",
                "{m+: {k+: 1, l: [1]}}",
                "{}",
                "[]");
    }

    private static Arbitrary<String> rules() {
        Arbitrary<String> rule =
                Combinators.combine(
                                keys(),
                                values(),
                                Arbitraries.of(
                                        "true", "distro == fedora", "distro == rhel", "arch == x"))
                        .as((k, v, when) -> "- {when: " + when + ", " + k + ": " + v + "}\n");
        return rule.list()
                .ofMaxSize(4)
                .map(l -> l.isEmpty() ? "" : "adjust:\n" + String.join("", l));
    }
}
