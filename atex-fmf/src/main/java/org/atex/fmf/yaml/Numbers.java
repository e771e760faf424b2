package org.atex.fmf.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.atex.fmf.value.PythonNumber;

/** Integers and floats, with their underscores and bases. */
final class Numbers {

    private static final Pattern FLOAT =
            Pattern.compile(
                    "[-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+]?[0-9]+)?"
                            + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
                            + "|[-+]?\\.[0-9_]+([eE][-+][0-9]+)?"
                            + "|[-+]?\\.(inf|Inf|INF)"
                            + "|\\.(nan|NaN|NAN)");

    private Numbers() {}

    /** The value of a plain scalar that starts with a digit, a sign or a dot. */
    static Object plain(String text) {
        if (isInteger(text)) {
            return integer(text);
        }
        if (Timestamps.matches(text)) {
            return Timestamps.parse(text);
        }
        return isFloat(text) ? real(text) : text;
    }

    private static boolean isInteger(String text) {
        int start = isSign(text.charAt(0)) ? 1 : 0;
        if (start == text.length() || text.charAt(0) == '.') {
            return false;
        }
        char base =
                text.charAt(start) == '0' && start + 1 < text.length()
                        ? text.charAt(start + 1)
                        : '0';
        return switch (base) {
            case 'b' -> digits(text, start + 2, "01_");
            case 'o' -> digits(text, start + 2, "01234567_");
            case 'x' -> digits(text, start + 2, "0123456789abcdefABCDEF_");
            default -> digits(text, start, "0123456789_");
        };
    }

    private static boolean digits(String text, int start, String allowed) {
        for (int i = start; i < text.length(); i++) {
            if (allowed.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return start < text.length();
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private static boolean isFloat(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean possible = (c >= '0' && c <= '9') || "_.+-eEiInNfFaA".indexOf(c) >= 0;
            if (!possible) {
                return false;
            }
        }
        return FLOAT.matcher(text).matches();
    }

    static BigInteger integer(String text) {
        String number = text.replace("_", "").strip();
        boolean signed = !number.isEmpty() && isSign(number.charAt(0));
        BigInteger value = unsigned(signed ? number.substring(1) : number);
        return number.startsWith("-") ? value.negate() : value;
    }

    private static BigInteger unsigned(String number) {
        int radix =
                number.startsWith("0b")
                        ? 2
                        : number.startsWith("0x") ? 16 : number.startsWith("0o") ? 8 : 10;
        String digits = radix == 10 ? number : number.substring(2);
        if (digits.isEmpty()
                || isSign(digits.charAt(0))
                || digits.length() > PythonNumber.MOST_DIGITS) {
            throw new IllegalArgumentException(
                    "an integer has between 1 and " + PythonNumber.MOST_DIGITS + " digits");
        }
        return new BigInteger(digits, radix);
    }

    static Double real(String text) {
        String number = text.replace("_", "").strip().toLowerCase(Locale.ROOT);
        boolean signed = !number.isEmpty() && isSign(number.charAt(0));
        double value = positive(signed ? number.substring(1) : number);
        return number.startsWith("-") ? -value : value;
    }

    private static double positive(String number) {
        return switch (number) {
            case ".inf", "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case ".nan", "nan" -> Double.NaN;
            default -> {
                if (!number.matches("([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]+)?")) {
                    throw new IllegalArgumentException("not a float");
                }
                yield Double.parseDouble(number);
            }
        };
    }
}
