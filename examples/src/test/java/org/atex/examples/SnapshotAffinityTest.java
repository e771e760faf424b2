package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotAffinityTest {

    @Test
    void testOfTheSameSnapshotGoesBeforeOneThatIsEarlierInTheList(@TempDir Path directory)
            throws Exception {
        Path order = directory.resolve("order");
        List<TestRun> tests =
                List.of(
                        test("/make", order, "snapshot:uefi"),
                        test("/plain", order),
                        test("/other", order, "snapshot:bios"),
                        test("/use", order, "snapshot:uefi"));

        RunSummary summary = new SnapshotAffinity().run(tests, 1);

        assertThat(summary.passed()).isTrue();
        assertThat(order).hasContent("/make\n/use\n/plain\n/other\n");
    }

    private static TestRun test(String name, Path order, String... tags) {
        return TestRun.named(name, "echo %s >> %s".formatted(name, order))
                .tags(Set.of(tags))
                .build();
    }
}
