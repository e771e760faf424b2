package org.atex.fmf.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.PythonPattern;

/**
 * One of the alternatives of a filter: section 8.1 of the fmf page.
 *
 * @param names what the name of the node has to match
 * @param values what the values of each key have to match, all of it
 */
record FilterClause(List<String> names, Map<String, List<Values>> values) {

    private static final PythonPattern OR = pattern("\\s*(?<!\\\\)\\|\\s*");
    private static final PythonPattern AND = pattern("\\s*(?<!\\\\)&\\s*");
    private static final PythonPattern COMMA = pattern("\\s*,\\s*");
    private static final PythonPattern KEY_AND_VALUES = pattern("^([^:]*)\\s*:\\s*(.*)$");

    /** One of these has to hold. */
    record Values(List<Atom> atoms) {}

    /** A text that has to be among the values, or must not be. */
    record Atom(String text, boolean negated) {}

    private static PythonPattern pattern(String source) {
        return PythonPattern.compile(source, FmfPlace.unknown());
    }

    static List<FilterClause> parse(String filter) {
        return OR.split(filter).stream().map(c -> clause(c.replace("\\|", "|"))).toList();
    }

    private static FilterClause clause(String clause) {
        List<String> names = new ArrayList<>();
        Map<String, List<Values>> values = new LinkedHashMap<>();
        for (String piece : AND.split(clause)) {
            String literal = piece.replace("\\&", "&");
            KEY_AND_VALUES
                    .match(literal)
                    .ifPresentOrElse(pair -> add(pair, values), () -> names.add(literal));
        }
        return new FilterClause(names, values);
    }

    private static void add(MatchResult pair, Map<String, List<Values>> values) {
        List<Atom> atoms = COMMA.split(pair.group(2)).stream().map(FilterClause::atom).toList();
        values.computeIfAbsent(pair.group(1), key -> new ArrayList<>()).add(new Values(atoms));
    }

    private static Atom atom(String text) {
        boolean negated = text.startsWith("-");
        return new Atom(negated ? text.substring(1) : text, negated);
    }
}
