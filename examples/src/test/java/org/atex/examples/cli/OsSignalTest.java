package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With a signal that does nothing to those who do not listen. */
class OsSignalTest {

    private final LinkedBlockingQueue<Integer> caught = new LinkedBlockingQueue<>();

    @Test
    void signalIsTakenEachTimeUntilItIsClosed() throws Exception {
        try (OsSignal listening = OsSignal.on("WINCH", caught::add).orElseThrow()) {
            assertThat(listening).isNotNull();
            raise();
            assertThat(caught.poll(30, TimeUnit.SECONDS)).isEqualTo(28);
            raise();
            assertThat(caught.poll(30, TimeUnit.SECONDS)).isEqualTo(28);
        }
        raise();

        assertThat(caught).isEmpty();
    }

    @Test
    void signalThatTheJavaMachineNeedsIsLeftAlone() {
        assertThat(OsSignal.on("SEGV", caught::add)).isEmpty();
        assertThat(OsSignal.on("NONE", caught::add)).isEmpty();
    }

    private static void raise() throws IOException, InterruptedException {
        String kill = "kill -WINCH " + ProcessHandle.current().pid();
        assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();
    }
}
