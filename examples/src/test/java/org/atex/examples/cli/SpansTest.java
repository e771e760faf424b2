package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpansTest {

    @ParameterizedTest
    @CsvSource({"90, PT90S", "90s, PT90S", "30m, PT30M", "1h30m, PT90M", "2h5s, PT2H5S"})
    void timesAreRead(String text, Duration span) {
        assertThat(Spans.read(text)).contains(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0m", "m", "-1", "1.5h", "30m1h", "1 h", "1d", "9999999h"})
    void otherTextsAreNoTimes(String text) {
        assertThat(Spans.read(text)).isEmpty();
    }

    @Test
    void timesAreShownAsClocksDo() {
        assertThat(Spans.clock(Duration.ofSeconds(65))).isEqualTo("1:05");
        assertThat(Spans.clock(Duration.ofSeconds(7384))).isEqualTo("2:03:04");
        assertThat(Spans.clock(Duration.ofSeconds(-1))).isEqualTo("0:00");
    }
}
