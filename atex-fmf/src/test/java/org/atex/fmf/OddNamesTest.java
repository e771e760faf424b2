package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees whose files have names that Java does not know. */
class OddNamesTest {

    @TempDir Path temp;

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
