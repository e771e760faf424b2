package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans whose tests need a copy of their trees. */
class ComposedPlanTest {

    @TempDir Path temp;

    private String tree() throws IOException {
        Trees.write(
                temp.resolve("tree"),
                "/a: {test: 'true'}\n"
                        + "/b: {test: 'true'}\n"
                        + "/plan: {discover: [{name: one, test: a}, {name: two}]}\n");
        return temp.resolve("tree").toString();
    }

    @Test
    void discoverShowsTestsOfNamedSections() throws IOException {
        InProcess.Ran ran = InProcess.call("discover", tree(), "--plan", "/plan");

        assertThat(ran.complaints()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.printed().lines().filter(line -> line.startsWith("/")))
                .containsExactly("/one/a", "/two/a", "/two/b");
    }
}
