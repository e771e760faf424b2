package org.atex.fmf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.test.TestRun;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees whose files have names that Java, or the locale, does not know. */
class OddNamesTest {

    @TempDir Path temp;

    // PATH-05
    @Test
    void theLocaleHasNoInfluenceOnTheNamesOfTests() throws Exception {
        LittleTree.in(temp.resolve("tree"))
                .with("\u00e9/main.fmf", "test: one\n")
                .with("\u00e0/b?.fmf", "test: two\n")
                .with("\u00fc.fmf", "test: three\n");
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InAnotherLocale.class.getName(),
                        temp.resolve("tree").toString());
        java.environment().put("LC_ALL", "C");
        java.redirectErrorStream(true).redirectOutput(temp.resolve("log").toFile());
        Process process = java.start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readAllLines(temp.resolve("log")))
                .contains(
                        "/\u00e0/b? in \u00e0: two",
                        "/\u00e9 in \u00e9: one",
                        "/\u00fc in : three",
                        "[{\"data\":{\"test\":\"three\"},\"leaf\":true,\"name\":\"/\u00fc\","
                                + "\"sources\":[\"\u00fc.fmf\"]}]");
    }

    /** A program that prints the tests of a tree with names that its locale does not know. */
    static final class InAnotherLocale {

        public static void main(String[] arguments) {
            PrintStream out = new PrintStream(System.out, true, UTF_8);
            FmfTree tree = FmfTree.load(Path.of(arguments[0]));
            for (TestRun test : FmfTests.in(tree).list()) {
                out.println(test.name() + " in " + test.directory() + ": " + test.script());
            }
            out.println(FmfListing.json(tree.find("/\u00fc").stream().toList()));
        }
    }

    // section 12, step 4
    @Test
    void filesWhoseNamesAreNotUtf8AreCopiedUnderTheirNames() throws Exception {
        Path tree = temp.resolve("tree");
        LittleTree.in(tree)
                .with("t.fmf", "test: ./run.sh\n")
                .with("p.fmf", "discover: {how: fmf, name: all}\n");
        Files.writeString(named(tree, "%FE"), "one");
        Files.writeString(named(tree, "%FF"), "other");

        try (DiscoveredTests found = FmfTests.in(FmfTree.load(tree)).plan("/p").discover()) {
            Path copy = found.copy().orElseThrow().resolve("all");

            assertThat(named(copy, "%FE")).hasContent("one");
            assertThat(named(copy, "%FF")).hasContent("other");
            try (Stream<Path> files = Files.list(copy)) {
                assertThat(files).hasSize(5);
            }
        }
    }

    private static Path named(Path directory, String encoded) {
        return Path.of(URI.create(directory.toUri() + encoded));
    }
}
