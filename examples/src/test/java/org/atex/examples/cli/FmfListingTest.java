package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmfListingTest {

    @TempDir private Path tree;

    @BeforeEach
    void aTreeWithRules() throws IOException {
        Trees.write(
                tree,
                """
                x: 1
                adjust:
                  - x: 2
                  - {when: arch == ppc64le, y: 3}
                """);
    }

    private String listing(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "fmf";
        words[1] = tree.toString();
        words[2] = "--json";
        System.arraycopy(options, 0, words, 3, options.length);
        return InProcess.call(words).printed().strip();
    }

    @Test
    void withoutContextTheDataAreAsInherited() {
        assertThat(listing())
                .isEqualTo(
                        "[{\"data\":{\"adjust\":[{\"x\":2},"
                                + "{\"when\":\"arch == ppc64le\",\"y\":3}],\"x\":1},"
                                + "\"leaf\":true,\"name\":\"/\",\"sources\":[\"main.fmf\"]}]");
    }

    @Test
    void withAContextTheRulesApply() {
        assertThat(listing("--context", "distro=fedora-42")).contains("\"x\":2}");
    }

    @Test
    void aDimensionMayHaveSeveralValues() {
        assertThat(listing("--context", "arch=x86_64,ppc64le")).contains("\"y\":3}");
        assertThat(listing("--context", "arch=ppc64le", "--context", "arch=x86_64"))
                .contains("\"y\":3}");
    }
}
