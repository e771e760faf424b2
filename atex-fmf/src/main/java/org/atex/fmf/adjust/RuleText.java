package org.atex.fmf.adjust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import org.atex.fmf.error.FmfInvalidRuleException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.PythonPattern;
import org.atex.fmf.value.PythonText;

/**
 * A rule like {@code distro == rhel-9 and arch != s390x or trigger is defined}, understood: section
 * 7.1 of the fmf page.
 *
 * @param groups one of them has to match; each matches if all its expressions do
 */
record RuleText(List<List<Expression>> groups) {

    private static final PythonPattern SINGLE_EQUALS = pattern("(?<![=!~<>])=(?!=)");
    private static final PythonPattern OR = pattern("\\bor\\b");
    private static final PythonPattern AND = pattern("\\band\\b");
    private static final PythonPattern CONSTANT = pattern("(true|false)");
    private static final PythonPattern COMPARISON =
            pattern("([\\w-]+)\\s*(" + operators() + ")\\s*([^=].*)");
    private static final PythonPattern DEFINED =
            pattern("([\\w-]+)\\s*(is defined|is not defined)");

    private static PythonPattern pattern(String source) {
        return PythonPattern.compile(source, FmfPlace.unknown());
    }

    private static String operators() {
        return Arrays.stream(Operator.values())
                .map(Operator::sign)
                .collect(Collectors.joining("|"));
    }

    static RuleText parse(String rule, FmfPlace place) {
        List<List<Expression>> groups = new ArrayList<>();
        for (String group : OR.split(SINGLE_EQUALS.replaceAll(rule, "=="))) {
            List<Expression> expressions = new ArrayList<>();
            for (String piece : AND.split(group)) {
                expressions.add(expression(PythonText.strip(piece), rule, place));
            }
            groups.add(List.copyOf(expressions));
        }
        return new RuleText(List.copyOf(groups));
    }

    private static Expression expression(String piece, String rule, FmfPlace place) {
        if (CONSTANT.matchesStart(piece)) {
            return new Expression.Constant(piece.startsWith("true"));
        }
        Optional<MatchResult> comparison = COMPARISON.match(piece);
        if (comparison.isPresent()) {
            return comparison(comparison.get());
        }
        return DEFINED.match(piece)
                .map(m -> new Expression.Defined(m.group(1), m.group(2).equals("is defined")))
                .orElseThrow(() -> invalid(piece, rule, place));
    }

    private static FmfInvalidRuleException invalid(String piece, String rule, FmfPlace place) {
        String what =
                piece.isEmpty()
                        ? "an expression is missing in '%s'".formatted(rule)
                        : "'%s' is no expression, in '%s'".formatted(piece, rule);
        return new FmfInvalidRuleException(what, place);
    }

    private static Expression comparison(MatchResult match) {
        List<String> values = new ArrayList<>();
        for (String value : match.group(3).split(",", -1)) {
            values.add(PythonText.strip(value));
        }
        return new Expression.Comparison(match.group(1), Operator.of(match.group(2)), values);
    }
}
