package org.atex.examples.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.atex.core.InvalidArgumentException;

/** Spans of time as people write and read them. */
final class Spans {

    private static final Pattern SPAN =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s?)?");

    private Spans() {}

    /**
     * Reads {@code 90}, {@code 90s}, {@code 30m} or {@code 1h30m}.
     *
     * @param option is named in the complaint
     */
    static Duration parse(String option, String text) {
        return read(text)
                .orElseThrow(
                        () ->
                                new InvalidArgumentException(
                                        "%s %s: expected a time like 90s, 30m or 1h30m"
                                                .formatted(option, text)));
    }

    /** As {@link #parse}, or nothing if it is no such span, or no time at all. */
    static Optional<Duration> read(String text) {
        Matcher parts = SPAN.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration span =
                Duration.ofHours(number(parts, 1))
                        .plusMinutes(number(parts, 2))
                        .plusSeconds(number(parts, 3));
        return span.isZero() ? Optional.empty() : Optional.of(span);
    }

    private static long number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** {@code 1:05}, or {@code 2:03:04}. */
    static String clock(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
