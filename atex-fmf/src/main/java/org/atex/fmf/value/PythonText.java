package org.atex.fmf.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text of values as python prints it: section 8.3 of the fmf page. */
public final class PythonText {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int SHORTEST_EXPONENT = 16;

    private PythonText() {}

    /** Python's {@code str(value)}: {@code True}, {@code None}, {@code 1.0}, {@code {'a': 1}}. */
    public static String str(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof LocalDate date) {
            return date.toString();
        }
        if (value instanceof LocalDateTime time) {
            return SECONDS.format(time) + fraction(time);
        }
        return repr(value);
    }

    /** Python's {@code repr(value)}: like {@link #str} but text in quotes. */
    public static String repr(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        repr(value, out);
        return out.toString();
    }

    private static void repr(@Nullable Object value, StringBuilder out) {
        if (value instanceof String text) {
            quoted(text, out);
        } else if (value instanceof FmfMap map) {
            mapping(map, out);
        } else if (value instanceof Set<?> set) {
            items(set, "{", "}", set.isEmpty() ? "set()" : "", out);
        } else if (value instanceof Collection<?> list) {
            items(list, "[", "]", "", out);
        } else {
            out.append(scalar(value));
        }
    }

    private static void mapping(FmfMap map, StringBuilder out) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            repr(entry.getKey(), out.append(separator));
            repr(entry.getValue(), out.append(": "));
            separator = ", ";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void items(
            Collection<?> items, String open, String close, String ifEmpty, StringBuilder out) {
        if (!ifEmpty.isEmpty()) {
            out.append(ifEmpty);
            return;
        }
        String separator = "";
        out.append(open);
        for (Object item : items) {
            repr(item, out.append(separator));
            separator = ", ";
        }
        out.append(close);
    }

    private static String scalar(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean bool) {
            return bool ? "True" : "False";
        }
        if (value instanceof Double number) {
            return real(number);
        }
        if (value instanceof LocalDate date) {
            return "datetime.date(%d, %d, %d)"
                    .formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
        }
        if (value instanceof LocalDateTime time) {
            return reprOf(time);
        }
        return value instanceof FmfBytes bytes ? reprOf(bytes) : value.toString();
    }

    private static String reprOf(LocalDateTime time) {
        int micros = time.get(ChronoField.MICRO_OF_SECOND);
        String tail = micros != 0 ? ", %d, %d".formatted(time.getSecond(), micros) : "";
        if (micros == 0 && time.getSecond() != 0) {
            tail = ", " + time.getSecond();
        }
        return "datetime.datetime(%d, %d, %d, %d, %d%s)"
                .formatted(
                        time.getYear(),
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        tail);
    }

    private static String reprOf(FmfBytes bytes) {
        StringBuilder out = new StringBuilder();
        String latin = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
        quoted(latin, out.append('b'));
        return out.toString().codePoints().anyMatch(c -> c > '~')
                ? escapedAboveAscii(out)
                : out.toString();
    }

    private static String escapedAboveAscii(CharSequence text) {
        StringBuilder out = new StringBuilder();
        text.chars()
                .forEach(
                        c -> {
                            if (c > '~') {
                                out.append("\\x%02x".formatted(c));
                            } else {
                                out.append((char) c);
                            }
                        });
        return out.toString();
    }

    static String fraction(LocalDateTime time) {
        int micros = time.get(ChronoField.MICRO_OF_SECOND);
        return micros == 0 ? "" : ".%06d".formatted(micros);
    }

    private static void quoted(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> character(c, quote, out));
        out.append(quote);
    }

    private static void character(int c, char quote, StringBuilder out) {
        switch (c) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c == quote) {
                    out.append('\\').append(quote);
                } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                } else {
                    out.append(escaped(c));
                }
            }
        }
    }

    private static String escaped(int c) {
        if (c <= 0xff) {
            return "\\x%02x".formatted(c);
        }
        return c <= 0xffff ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR ->
                            false;
                    default -> true;
                };
    }

    /** A float as python prints it: the shortest text that reads back as the same number. */
    public static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        return (value < 0 ? "-" : "") + positive(shortest(Math.abs(value)));
    }

    private static String positive(BigDecimal shortest) {
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        if (exponent < -4 || exponent >= SHORTEST_EXPONENT) {
            String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
            return "%s%se%s%02d"
                    .formatted(
                            digits.charAt(0), rest, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        String plain = shortest.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /** The shortest decimal that reads back as the number; of two the nearer. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            for (RoundingMode mode : NEAREST_FIRST) {
                BigDecimal candidate = exact.round(new MathContext(digits, mode));
                if (candidate.doubleValue() == value) {
                    return withoutZeros(candidate);
                }
            }
        }
        return withoutZeros(exact);
    }

    private static final RoundingMode[] NEAREST_FIRST = {
        RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN
    };

    private static BigDecimal withoutZeros(BigDecimal number) {
        return number.signum() == 0 ? new BigDecimal(BigInteger.ZERO) : number.stripTrailingZeros();
    }

    /** Python's {@code strip()}: every Unicode blank at both ends goes. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** Python's {@code casefold()}, as near as the JDK comes: {@code straße} is {@code strasse}. */
    public static String foldCase(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
