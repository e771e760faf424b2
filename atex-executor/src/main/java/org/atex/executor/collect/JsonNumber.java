package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.OptionalLong;

/** A number as it came, so that it keeps its value whatever that is (RES-03). */
final class JsonNumber {

    /** Converting longer ones takes time that grows with the square of their length. */
    private static final int LONGEST_PLAIN = 10_000;

    /** More digits than any number of 63 bits has. */
    private static final int MAX_DIGITS = 19;

    private static final JsonNumber[] SMALL = new JsonNumber[1000];

    static {
        Arrays.setAll(SMALL, i -> new JsonNumber(Integer.toString(i)));
    }

    /** Smaller than a string, which counts when there are millions. */
    private final byte[] ascii;

    private JsonNumber(String text) {
        ascii = text.getBytes(ISO_8859_1);
    }

    /** The number that a text stands for by the grammar of JSON. */
    static JsonNumber of(String text) {
        return text.length() <= 3 && isDigits(text)
                ? SMALL[Integer.parseInt(text)]
                : new JsonNumber(text);
    }

    String text() {
        return new String(ascii, ISO_8859_1);
    }

    /** How many characters it has. */
    int size() {
        return ascii.length;
    }

    /**
     * The value as BigInteger or BigDecimal; as its text where those cannot hold it or would take
     * too long to make it.
     */
    Object plain() {
        String text = text();
        if (text.length() > LONGEST_PLAIN) {
            return text;
        }
        if (text.indexOf('.') < 0 && exponentAt(text) == text.length()) {
            return new BigInteger(text);
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text; // an exponent of more than 31 bits
        }
    }

    private static int exponentAt(String text) {
        int at = Math.max(text.indexOf('e'), text.indexOf('E'));
        return at < 0 ? text.length() : at;
    }

    /** Its value, if that is a whole number from 0 to 2^63-1, however it is written (RES-06). */
    OptionalLong length() {
        String text = text();
        OptionalLong simple = parse(text);
        return simple.isPresent() ? simple : unusualLength(text);
    }

    private static OptionalLong unusualLength(String text) {
        String digits = text.substring(0, exponentAt(text));
        boolean negative = digits.startsWith("-");
        int point = digits.indexOf('.');
        int fraction = point < 0 ? 0 : digits.length() - point - 1;
        digits = withoutZeros(digits.replace(".", "").substring(negative ? 1 : 0));
        if (digits.isEmpty()) {
            return OptionalLong.of(0);
        }
        long zeros = exponent(text) - fraction + trailingZeros(text);
        if (negative || zeros < 0 || digits.length() + zeros > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        return parse(digits + "0".repeat((int) zeros));
    }

    private static long exponent(String text) {
        int at = exponentAt(text);
        if (at == text.length()) {
            return 0;
        }
        boolean negative = text.charAt(at + 1) == '-';
        String digits = text.substring(at + 1).replaceFirst("^[+-]?0*", "");
        long size =
                digits.length() > 10
                        ? Integer.MAX_VALUE
                        : digits.isEmpty() ? 0 : Long.parseLong(digits);
        return negative ? -size : size;
    }

    private static long trailingZeros(String text) {
        long zeros = 0;
        for (int i = exponentAt(text) - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c != '0' && c != '.') {
                break;
            }
            zeros += c == '0' ? 1 : 0;
        }
        return zeros;
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        int end = digits.length();
        while (start < end && digits.charAt(start) == '0') {
            start++;
        }
        while (end > start && digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(start, end);
    }

    /** The value of ASCII digits, if it has 63 bits at most. */
    static OptionalLong parse(String digits) {
        if (!isDigits(digits)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** As it came. */
    @Override
    public String toString() {
        return text();
    }
}
