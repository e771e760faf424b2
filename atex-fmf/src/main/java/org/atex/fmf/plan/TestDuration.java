package org.atex.fmf.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/** The {@code duration} key: tmt's long form, {@code 1h 30m *2} (DUR-01). */
final class TestDuration {

    private static final Pattern UNIT_THEN_DIGIT = Pattern.compile("([smhd])(?=[0-9])");
    private static final Pattern TERM =
            Pattern.compile(
                    "\\s*(?:(?<time>[0-9]+)\\s*(?<unit>[smhd])?"
                            + "|\\*\\s*(?<factor>[0-9]+(?:\\.[0-9]+)?))\\b\\s*");
    private static final int LONGEST_TEXT = 10_000;
    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofNanos(Long.MAX_VALUE).toSeconds());

    private TestDuration() {}

    /**
     * Times are added, factors multiply, the outcome is rounded up to seconds; factors alone
     * multiply the default limit. More than 292 years count as 292 years.
     *
     * @return empty if the text is no duration
     */
    static Optional<Duration> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        String spaced = UNIT_THEN_DIGIT.matcher(text).replaceAll("$1 ");
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal factor = BigDecimal.ONE;
        Matcher term = TERM.matcher(spaced);
        int end = 0;
        while (term.find() && term.start() == end) {
            sum = sum.add(seconds(term));
            factor = factor.multiply(factor(term));
            end = term.end();
        }
        boolean whole = end == spaced.length() && end > 0;
        return whole ? Optional.of(total(sum, factor)) : Optional.empty();
    }

    private static BigDecimal seconds(Matcher term) {
        String time = term.group("time");
        return time == null
                ? BigDecimal.ZERO
                : new BigDecimal(time).multiply(unit(term.group("unit")));
    }

    private static BigDecimal unit(@Nullable String name) {
        return BigDecimal.valueOf(
                switch (name == null ? "s" : name) {
                    case "m" -> 60;
                    case "h" -> 3_600;
                    case "d" -> 86_400;
                    default -> 1;
                });
    }

    private static BigDecimal factor(Matcher term) {
        String factor = term.group("factor");
        return factor == null ? BigDecimal.ONE : new BigDecimal(factor);
    }

    private static Duration total(BigDecimal sum, BigDecimal factor) {
        BigDecimal base =
                sum.signum() == 0
                        ? BigDecimal.valueOf(TestRun.DEFAULT_TIME_LIMIT.toSeconds())
                        : sum;
        BigDecimal seconds = base.multiply(factor).setScale(0, RoundingMode.CEILING);
        return Duration.ofSeconds(seconds.min(LONGEST).longValueExact());
    }
}
