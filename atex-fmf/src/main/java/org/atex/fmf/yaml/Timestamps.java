package org.atex.fmf.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates, and timestamps in universal time. */
final class Timestamps {

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMESTAMP =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[Tt]|[ \\t]+)([0-9]{1,2}:[0-9]{2}:[0-9]{2})"
                            + "(?:\\.([0-9]*))?(?:[ \\t]*(?:Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?");
    private static final int SHORTEST = 10;
    private static final int MICROSECOND_DIGITS = 6;
    private static final int LAST_YEAR = 9999;

    private Timestamps() {}

    static boolean matches(String text) {
        return text.length() >= SHORTEST
                && text.charAt(4) == '-'
                && (DATE.matcher(text).matches() || TIMESTAMP.matcher(text).matches());
    }

    /** The date or timestamp; throws DateTimeException if there is none like it. */
    static Object parse(String text) {
        Matcher parts = TIMESTAMP.matcher(text);
        if (parts.matches()) {
            return checked(timestamp(parts));
        }
        if (!DATE.matcher(text).matches()) {
            throw new DateTimeException("not a timestamp");
        }
        return date(text);
    }

    private static LocalDate date(String text) {
        String[] parts = text.split("-", -1);
        int year = Integer.parseInt(parts[0]);
        if (year == 0) {
            throw new DateTimeException("there is no year 0");
        }
        return LocalDate.of(year, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static LocalDateTime timestamp(Matcher parts) {
        String[] clock = parts.group(2).split(":", -1);
        LocalDateTime local =
                date(parts.group(1))
                        .atTime(
                                Integer.parseInt(clock[0]),
                                Integer.parseInt(clock[1]),
                                Integer.parseInt(clock[2]));
        long minutes = number(parts.group(5)) * 60 + number(parts.group(6));
        return local.plusNanos(microseconds(parts.group(3)) * 1000)
                .minusMinutes("-".equals(parts.group(4)) ? -minutes : minutes);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Rounded half up from the seventh digit. */
    private static long microseconds(@Nullable String fraction) {
        if (fraction == null || fraction.isEmpty()) {
            return 0;
        }
        String digits = (fraction + "000000").substring(0, MICROSECOND_DIGITS);
        boolean up =
                fraction.length() > MICROSECOND_DIGITS && fraction.charAt(MICROSECOND_DIGITS) > '4';
        return Long.parseLong(digits) + (up ? 1 : 0);
    }

    private static LocalDateTime checked(LocalDateTime time) {
        if (time.getYear() < 1 || time.getYear() > LAST_YEAR) {
            throw new DateTimeException("the year is not between 1 and 9999");
        }
        return time;
    }
}
