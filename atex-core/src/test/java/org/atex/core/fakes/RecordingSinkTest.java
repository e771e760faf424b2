package org.atex.core.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingSinkTest {

    @TempDir private Path attempts;
    private final RecordingSink sink = new RecordingSink();

    @Test
    void waitsForWhatIsStillToCome() throws Exception {
        sink.open();
        CompletableFuture<Void> running =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                new SinkFeed(sink, attempts).run("/a", Status.PASS);
                                sink.close();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });

        assertThat(sink.awaitResults("/a", 1)).hasSize(1);
        assertThat(sink.awaitFinal("/a").attempt().test().name()).isEqualTo("/a");
        sink.awaitClosed();
        running.get();
        assertThat(sink.ends(Standing.FINAL)).hasSize(1);
        assertThat(sink.ends(Standing.SUPERSEDED)).isEmpty();
    }

    @Test
    void failsWhenAsked() {
        IOException failure = new IOException("disk full");
        sink.failing(AttemptEnded.class::isInstance, failure).open();

        assertThatThrownBy(() -> new SinkFeed(sink, attempts).run("/a", Status.PASS))
                .isSameAs(failure);
        assertThat(sink.events()).hasSize(3);
    }

    @Test
    void complainsWhenItIsNotOpen() {
        assertThatThrownBy(() -> new SinkFeed(sink, attempts).run("/a", Status.PASS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("before it was opened");
    }
}
