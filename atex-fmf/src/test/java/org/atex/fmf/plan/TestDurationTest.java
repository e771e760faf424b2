package org.atex.fmf.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDurationTest {

    @ParameterizedTest
    @CsvSource({
        "5m, 300",
        "90, 90",
        "1d2h, 93600",
        "2h30, 7230",
        "1h 3h 2m 3, 14523",
        "30s*0.1, 3",
        "5m15m, 1200",
        "10m*2, 1200",
        "5m *1.5, 450",
        "*3 2s *4, 24",
        "*2, 600",
        "0s, 300",
        "5 m, 300",
        "999999999999999999999d, 9223372036"
    })
    void longFormOfTmtIsAddedMultipliedAndRoundedUp(String text, long seconds) {
        assertThat(TestDuration.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5h", "5x", "-5m", "5M", "*2m", "1m,2m", "", " ", "m", "5mm", "* "})
    void otherTextIsNoDuration(String text) {
        assertThat(TestDuration.parse(text)).isEmpty();
    }
}
