package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTest {

    @Test
    void aFlightRecordingShowsWhereTheTimeWent(@TempDir Path directory) throws Exception {
        SystemSetup setup = SystemSetup.none().withPrepare(new SetupStep.Script("true"));
        TestRun test = TestRun.named("/a", "true").setup(setup).build();
        Path file = directory.resolve("run.jfr");
        try (Recording recording = new Recording();
                FakeSystems systems = new FakeSystems()) {
            recording.enable("org.atex.*");
            recording.start();

            Orchestrator.builder()
                    .provisioner(systems)
                    .executor(new ScriptedExecutor().then("/a", exit(1), exit(0)))
                    .rerun(RerunPolicy.failedUpTo(1))
                    .build()
                    .run(List.of(test));

            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactlyInAnyOrder(
                        "org.atex.Reserve",
                        "org.atex.Prepare",
                        "org.atex.Test",
                        "org.atex.Release",
                        "org.atex.Reserve",
                        "org.atex.Prepare",
                        "org.atex.Test",
                        "org.atex.Release");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("org.atex.Test"))
                .allSatisfy(event -> assertThat(event.getString("test")).isEqualTo("/a"))
                .extracting(event -> event.getInt("tryNumber"))
                .containsExactlyInAnyOrder(1, 2);
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("org.atex.Release"))
                .extracting(event -> event.getString("system"))
                .containsExactlyInAnyOrder("fake-1", "fake-2");
    }
}
