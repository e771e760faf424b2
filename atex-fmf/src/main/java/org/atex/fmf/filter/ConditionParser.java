package org.atex.fmf.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.atex.fmf.error.FmfConditionException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.filter.ConditionTokens.Kind;
import org.atex.fmf.filter.ConditionTokens.Token;
import org.atex.fmf.value.FmfList;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/** Understands the python expressions that conditions may be. */
final class ConditionParser {

    private static final int DEEPEST = 200;
    private static final Map<String, ConditionOperator> OPERATORS =
            Map.of(
                    "==", ConditionOperator.EQUAL,
                    "!=", ConditionOperator.NOT_EQUAL,
                    "<", ConditionOperator.LESS,
                    "<=", ConditionOperator.LESS_OR_EQUAL,
                    ">", ConditionOperator.GREATER,
                    ">=", ConditionOperator.GREATER_OR_EQUAL,
                    "in", ConditionOperator.IN);

    private final String text;
    private final FmfPlace place;
    private final List<Token> tokens;
    private int at;
    private int depth;

    ConditionParser(String text, FmfPlace place) {
        this.text = text;
        this.place = place;
        this.tokens = new ConditionTokens(text, place).all();
    }

    ConditionTerm parse() {
        ConditionTerm term = or();
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
        return term;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        at++;
        return token;
    }

    private boolean takeIf(String word) {
        boolean there = peek().is(word);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String word) {
        if (!takeIf(word)) {
            throw unexpected();
        }
    }

    private FmfConditionException unexpected() {
        Token token = peek();
        String what =
                token.kind() == Kind.END
                        ? "unexpected end of condition"
                        : "unsupported '%s' at position %d in condition"
                                .formatted(token.text(), token.position());
        return new FmfConditionException("%s '%s'".formatted(what, text), place);
    }

    private ConditionTerm or() {
        depth++;
        if (depth > DEEPEST) {
            throw new FmfConditionException("condition is nested too deeply", place);
        }
        List<ConditionTerm> terms = new ArrayList<>(List.of(and()));
        while (takeIf("or")) {
            terms.add(and());
        }
        depth--;
        return terms.size() == 1 ? terms.get(0) : ConditionTerm.or(terms);
    }

    private ConditionTerm and() {
        List<ConditionTerm> terms = new ArrayList<>(List.of(not()));
        while (takeIf("and")) {
            terms.add(not());
        }
        return terms.size() == 1 ? terms.get(0) : ConditionTerm.and(terms);
    }

    private ConditionTerm not() {
        int negations = 0;
        while (takeIf("not")) {
            negations++;
        }
        ConditionTerm term = comparison();
        ConditionTerm negated = negations > 0 ? ConditionTerm.not(term) : term;
        return negations > 0 && negations % 2 == 0 ? ConditionTerm.not(negated) : negated;
    }

    private ConditionTerm comparison() {
        List<ConditionTerm> terms = new ArrayList<>(List.of(postfix()));
        List<ConditionOperator> operators = new ArrayList<>();
        ConditionOperator operator = operator();
        while (operator != null) {
            operators.add(operator);
            terms.add(postfix());
            operator = operator();
        }
        return operators.isEmpty() ? terms.get(0) : ConditionTerm.comparison(terms, operators);
    }

    private @Nullable ConditionOperator operator() {
        Token token = peek();
        if (token.kind() != Kind.WORD && token.kind() != Kind.SIGN) {
            return null;
        }
        if (takeIf("is")) {
            return takeIf("not") ? ConditionOperator.IS_NOT : ConditionOperator.IS;
        }
        if (takeIf("not")) {
            expect("in");
            return ConditionOperator.NOT_IN;
        }
        ConditionOperator known = OPERATORS.get(token.text());
        at += known == null ? 0 : 1;
        return known;
    }

    private ConditionTerm postfix() {
        ConditionTerm term = atom();
        while (peek().is("[") || peek().is(".")) {
            term = takeIf("[") ? subscript(term) : method(term);
        }
        return term;
    }

    private ConditionTerm subscript(ConditionTerm container) {
        ConditionTerm key = or();
        expect("]");
        return scope -> scope.at(container.value(scope), key.value(scope));
    }

    private ConditionTerm method(ConditionTerm target) {
        expect(".");
        Token name = peek();
        at++;
        if (!peek().is("(")) {
            at--;
            throw unexpected();
        }
        return switch (name.text()) {
            case "lower" -> {
                arguments(0);
                yield scope -> scope.text(target.value(scope), "lower").toLowerCase(Locale.ROOT);
            }
            case "startswith" -> {
                ConditionTerm start = arguments(1).get(0);
                yield scope ->
                        scope.text(target.value(scope), "startswith")
                                .startsWith(scope.text(start.value(scope), "startswith"));
            }
            case "endswith" -> {
                ConditionTerm end = arguments(1).get(0);
                yield scope ->
                        scope.text(target.value(scope), "endswith")
                                .endsWith(scope.text(end.value(scope), "endswith"));
            }
            default -> {
                at--;
                throw unexpected();
            }
        };
    }

    private List<ConditionTerm> arguments(int expected) {
        expect("(");
        List<ConditionTerm> arguments = new ArrayList<>();
        while (!peek().is(")")) {
            arguments.add(or());
            if (!peek().is(")")) {
                expect(",");
            }
        }
        if (arguments.size() != expected) {
            throw unexpected();
        }
        expect(")");
        return arguments;
    }

    private ConditionTerm atom() {
        Token token = peek();
        return switch (token.kind()) {
            case CONSTANT -> ConditionTerm.constant(take().value());
            case STRING -> strings();
            case WORD -> name();
            case SIGN -> bracketed();
            case END -> throw unexpected();
        };
    }

    private ConditionTerm strings() {
        StringBuilder joined = new StringBuilder();
        while (peek().kind() == Kind.STRING) {
            joined.append(take().value());
        }
        return ConditionTerm.constant(joined.toString());
    }

    private ConditionTerm bracketed() {
        if (takeIf("(")) {
            ConditionTerm inside = or();
            expect(")");
            return inside;
        }
        expect("[");
        List<ConditionTerm> items = new ArrayList<>();
        while (!takeIf("]")) {
            items.add(or());
            if (!peek().is("]")) {
                expect(",");
            }
        }
        return scope -> {
            List<@Nullable Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.value(scope)));
            return FmfList.of(values);
        };
    }

    private ConditionTerm name() {
        String name = peek().text();
        if (ConditionTokens.isKeyword(name)) {
            throw unexpected();
        }
        at++;
        return peek().is("(") ? call(name) : scope -> scope.named(name);
    }

    private ConditionTerm call(String name) {
        switch (name) {
            case "locals" -> {
                arguments(0);
                return ConditionScope::data;
            }
            case "len" -> {
                ConditionTerm value = arguments(1).get(0);
                return scope -> scope.length(value.value(scope));
            }
            case "int" -> {
                ConditionTerm value = arguments(1).get(0);
                return scope -> scope.integer(value.value(scope));
            }
            case "str" -> {
                ConditionTerm value = arguments(1).get(0);
                return scope -> PythonText.str(value.value(scope));
            }
            default -> {
                at--;
                throw unexpected();
            }
        }
    }
}
