package org.atex.executor.control;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as metadata and tests write them (DUR-01). */
public final class Durations {

    private static final Pattern TERM = Pattern.compile("([0-9]+)([smhd]?)");
    private static final Pattern FACTOR = Pattern.compile("\\*([0-9]+(?:\\.[0-9]+)?)");

    /** What a nanosecond clock can tell; longer ones count as this. */
    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofNanos(Long.MAX_VALUE).toSeconds());

    private Durations() {}

    /**
     * {@code 90}, {@code 5m}, {@code 1h 30m *2}: terms are added, then factors multiply, then it is
     * rounded up to full seconds. More than 292 years count as 292 years.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Duration parse(String text) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal factor = BigDecimal.ONE;
        boolean anyTerm = false;
        StringTokenizer parts = new StringTokenizer(text, " \t");
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            Matcher term = TERM.matcher(part);
            if (term.matches()) {
                sum = sum.add(seconds(term));
                anyTerm = true;
            } else {
                factor = factor.multiply(factor(part, text));
            }
        }
        if (!anyTerm) {
            throw malformed(text);
        }
        BigDecimal total = sum.multiply(factor).setScale(0, RoundingMode.CEILING);
        return Duration.ofSeconds(total.min(LONGEST).longValueExact());
    }

    private static BigDecimal seconds(Matcher term) {
        return new BigDecimal(term.group(1)).multiply(unit(term.group(2)));
    }

    private static BigDecimal unit(String name) {
        return BigDecimal.valueOf(
                switch (name) {
                    case "m" -> 60;
                    case "h" -> 3_600;
                    case "d" -> 86_400;
                    default -> 1;
                });
    }

    private static BigDecimal factor(String part, String text) {
        Matcher factor = FACTOR.matcher(part);
        if (!factor.matches()) {
            throw malformed(text);
        }
        return new BigDecimal(factor.group(1));
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("not a duration: " + ControlLine.quoted(text));
    }
}
