package org.atex.fmf.adjust;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.fmf.value.Python;
import org.atex.fmf.value.PythonNumber;
import org.atex.fmf.value.PythonText;

/**
 * A value of a dimension, or of a rule: a name and parts of a version, as {@code rhel-9.4} has.
 *
 * @param raw the text
 * @param parts the text split at each {@code :}, {@code -} and {@code .}
 */
record ContextValue(String raw, List<String> parts) {

    static ContextValue of(String raw) {
        return new ContextValue(raw, split(raw));
    }

    private static List<String> split(String raw) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == ':' || c == '-' || c == '.') {
                parts.add(raw.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(raw.substring(start));
        return List.copyOf(parts);
    }

    /** For comparing without regard to case. */
    ContextValue folded() {
        return new ContextValue(raw, parts.stream().map(PythonText::foldCase).toList());
    }

    /** How this value of a dimension compares with that of a rule: section 7.3 of the fmf page. */
    Decision compare(Operator operator, ContextValue rule) {
        return compareTo(rule, operator)
                .map(comparison -> Decision.of(operator.holds(comparison)))
                .orElse(Decision.UNDECIDED);
    }

    private Optional<Integer> compareTo(ContextValue rule, Operator operator) {
        if (!name().equals(rule.name())) {
            return unequal(operator);
        }
        if (operator.isMinor() && rule.hasVersion()) {
            if (!hasVersion()) {
                return Optional.empty();
            }
            boolean sameMajor = parts.get(1).equals(rule.parts.get(1));
            if (!sameMajor && (!operator.isOrdered() || rule.parts.size() > 2)) {
                return unequal(operator);
            }
        }
        return compareVersions(rule, operator);
    }

    private String name() {
        return parts.get(0);
    }

    private boolean hasVersion() {
        return parts.size() > 1;
    }

    /** Different, without one of them being lower. */
    private static Optional<Integer> unequal(Operator operator) {
        return operator.isOrdered() ? Optional.empty() : Optional.of(1);
    }

    private Optional<Integer> compareVersions(ContextValue rule, Operator operator) {
        int both = Math.min(parts.size(), rule.parts.size());
        for (int i = 1; i < both; i++) {
            int comparison = compareParts(parts.get(i), rule.parts.get(i));
            if (comparison != 0) {
                return Optional.of(comparison);
            }
        }
        if (rule.parts.size() <= parts.size()) {
            return Optional.of(0);
        }
        if (operator.isMinor()) {
            return Optional.empty();
        }
        return operator.isOrdered() && hasVersion() ? Optional.of(-1) : unequal(operator);
    }

    private static int compareParts(String a, String b) {
        Optional<BigInteger> one = PythonNumber.parse(a);
        Optional<BigInteger> other = PythonNumber.parse(b);
        return one.isPresent() && other.isPresent()
                ? one.get().compareTo(other.get())
                : Python.byCodePoint().compare(a, b);
    }
}
