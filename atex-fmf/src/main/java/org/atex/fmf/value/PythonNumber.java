package org.atex.fmf.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Python's numbers: a bool counts as 0 or 1, integers are unbounded, floats are doubles. */
public final class PythonNumber {

    /** As many digits as python 3.11 turns into an integer; more would take too long. */
    public static final int MOST_DIGITS = 4300;

    private PythonNumber() {}

    /** Whether the value is an integer, a float or a bool. */
    public static boolean isNumber(@Nullable Object value) {
        return value instanceof BigInteger || value instanceof Boolean || value instanceof Double;
    }

    /**
     * What python's {@code int(text)} takes: blanks around, a sign, {@code _} between digits,
     * decimal digits of any script; at most 4300 of them.
     */
    public static Optional<BigInteger> parse(String text) {
        String digits = PythonText.strip(text);
        boolean signed = digits.startsWith("-") || digits.startsWith("+");
        String number = plainDigits(signed ? digits.substring(1) : digits);
        if (number.isEmpty() || number.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(number);
        return Optional.of(digits.startsWith("-") ? value.negate() : value);
    }

    private static String plainDigits(String text) {
        StringBuilder digits = new StringBuilder();
        boolean afterDigit = false;
        for (int c : text.codePoints().toArray()) {
            boolean digit = Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
            if (!digit && !(c == '_' && afterDigit)) {
                return "";
            }
            if (digit) {
                digits.append(Character.digit(c, 10));
            }
            afterDigit = digit;
        }
        return afterDigit ? digits.toString() : "";
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        boolean notANumber =
                (a instanceof Double one && one.isNaN())
                        || (b instanceof Double two && two.isNaN());
        return !notANumber && compare(a, b) == 0;
    }

    /** Compares two numbers by value; a NaN is greater than all others. */
    public static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double one && b instanceof Double two) {
            return one.doubleValue() == two.doubleValue() ? 0 : Double.compare(one, two);
        }
        if (a instanceof Double one) {
            return compareReal(one, integer(b));
        }
        return b instanceof Double two
                ? -compareReal(two, integer(a))
                : integer(a).compareTo(integer(b));
    }

    private static int compareReal(double a, BigInteger b) {
        if (Double.isNaN(a) || Double.isInfinite(a)) {
            return a == Double.NEGATIVE_INFINITY ? -1 : 1;
        }
        return new BigDecimal(a).compareTo(new BigDecimal(b));
    }

    static int hash(@Nullable Object number) {
        if (number instanceof Double value) {
            boolean whole = value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE;
            return whole ? Long.hashCode(value.longValue()) : value.hashCode();
        }
        BigInteger integer = integer(number);
        return integer.bitLength() < Long.SIZE
                ? Long.hashCode(integer.longValue())
                : Double.hashCode(integer.doubleValue());
    }

    static Object add(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double || b instanceof Double) {
            return real(a) + real(b);
        }
        return integer(a).add(integer(b));
    }

    static Object subtract(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double || b instanceof Double) {
            return real(a) - real(b);
        }
        return integer(a).subtract(integer(b));
    }

    /** The whole number, where a bool is 0 or 1. */
    static BigInteger integer(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof BigInteger integer) {
            return integer;
        }
        throw new IllegalArgumentException("not an integer: " + value);
    }

    private static double real(@Nullable Object value) {
        return value instanceof Double number ? number : integer(value).doubleValue();
    }
}
