package org.atex.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * AGG-16: a process that is killed right before any of its changes of files, wherever it is between
 * opening its sink and having closed it, is followed by one that ends as if nothing had been.
 */
class KilledSinkTest {

    /** Each kill costs a process; two attempts are enough for every kind of change. */
    private static final int ATTEMPTS = 2;

    private static final int STEP = 5;

    @TempDir private Path temporary;
    private int roots;

    @ParameterizedTest
    @EnumSource(names = {"LINES", "GZIP", "XZ", "JUNIT"})
    void everyResultIsThereOnceWhereverTheProcessWasKilled(SinkKind kind) throws Exception {
        try (Debugger debugger = new Debugger()) {
            Path root = newRun();
            List<String> changes = run(debugger, Integer.MAX_VALUE, kind, root);
            Map<String, String> whole = EndedAttempts.shown(root);
            assertThat(changes).hasSizeGreaterThan(10);

            for (int before = kind.ordinal() % STEP; before < changes.size(); before += STEP) {
                Path killed = newRun();
                run(debugger, before, kind, killed);
                SinkProcess.goOn(kind, killed, ATTEMPTS);
                assertThat(EndedAttempts.shown(killed))
                        .as("%s, killed before change %d", kind, before)
                        .isEqualTo(whole);
            }
        }
    }

    private static List<String> run(Debugger debugger, int most, SinkKind kind, Path root)
            throws Exception {
        return debugger.run(most, SinkProcess.class, kind.name(), root.toString(), "" + ATTEMPTS);
    }

    private Path newRun() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("root-" + roots++));
        EndedAttempts.in(root).leave();
        return root;
    }
}
