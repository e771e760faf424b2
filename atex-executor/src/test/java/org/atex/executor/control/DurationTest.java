package org.atex.executor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 9: durations and the clock that obeys them. */
class DurationTest {

    private long now = 123;
    private final TimeLimit limit = new TimeLimit(() -> now, Duration.ofMinutes(5));

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private void obey(String argument) {
        limit.apply(DurationChange.parse(argument));
    }

    private void assertLeft(long seconds) {
        assertThat(limit.remaining()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(limit.expired()).isEqualTo(seconds <= 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "90, 90",
        "90s, 90",
        "5m, 300",
        "2h, 7200",
        "1d, 86400",
        "'1h 30m', 5400",
        "'  1h   5 ', 3605",
        "'1h 30m *2', 10800",
        "'*2 1m', 120",
        "'1m *1.5', 90",
        "'1s *1.01', 2",
        "'10s *0.33', 4",
        "'1m *2 *3', 360",
        "'1m *2 1m', 240",
        "'1m *0', 0",
        "007m, 420"
    })
    void dur01_durations(String text, long seconds) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "m", "5x", "5 m", "1.5h", "-5", "+5", "5M", "*2", "1h30m", "1m*2", "1m *",
                "1m *.5", "1m *2.", "1m *-2", "1m *2m", "٥m", "1e3", "5m\n"
            })
    void dur01_whatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @Test
    void dur01_hugeOnesAreTheLongestThereIs() {
        Duration longest = Durations.parse("9".repeat(4000) + "d *" + "9".repeat(50));

        assertThat(longest).isGreaterThan(Duration.ofDays(100_000));
        assertThat(longest.toNanos()).isPositive();
    }

    @Test
    void dur02_fromNowOnTheTestHasThat() {
        pass(200);
        obey("10m");

        assertLeft(600);
    }

    @Test
    void dur03_theEndMoves() {
        pass(100);
        obey("+1m");
        assertLeft(260);
        obey("-100");
        assertLeft(160);
        obey("-1h");
        assertLeft(0);
        obey("+2h");
        assertThat(limit.expired()).isFalse();
    }

    @Test
    void dur04_restoreGivesExactlyWhatWasLeft() {
        pass(100);
        obey("save");
        obey("1d");
        pass(5000);
        obey("-5m");
        obey("restore");

        assertLeft(200);
    }

    @Test
    void dur04_savedTimeMayBeRestoredAfterTheLimit() {
        obey("save");
        pass(400);
        obey("restore");

        assertLeft(300);
    }

    @Test
    void dur05_savesNestByCounting() {
        obey("save");
        pass(100);
        obey("save");
        pass(100);
        obey("restore");
        assertLeft(100);
        obey("restore");
        assertLeft(300);
        pass(50);
        obey("save");
        obey("restore");
        assertLeft(250);
    }

    @Test
    void dur05_restoreWithoutSaveDoesNothing() {
        pass(100);
        obey("restore");
        assertLeft(200);
        obey("save");
        pass(10);
        obey("restore");
        obey("restore");

        assertLeft(200);
    }

    @Test
    void dur06_theTimeIsOver() {
        pass(299);
        assertThat(limit.expired()).isFalse();
        pass(1);
        assertLeft(0);
        pass(1000);
        assertLeft(0);
        assertThat(limit.elapsed()).isEqualTo(Duration.ofSeconds(1300));
    }

    @Test
    void longestTimesDoNotOverflow() {
        String longest = "9".repeat(30) + "d";
        obey(longest);
        pass(1000);
        obey("+" + longest);
        obey(longest);
        obey("+1");
        assertThat(limit.expired()).isFalse();
        obey("-" + longest);
        obey("-" + longest);
        obey("-" + longest);
        assertLeft(0);
        obey("save");
        obey("restore");
        assertLeft(0);
        obey("1m");
        assertLeft(60);
    }
}
