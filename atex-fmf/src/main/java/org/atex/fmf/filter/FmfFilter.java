package org.atex.fmf.filter;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.atex.fmf.error.FmfFilterException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.FmfValues;
import org.atex.fmf.value.PythonPattern;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/**
 * A filter like {@code tag: smoke, core & tag: -slow | /plans/.*}: section 8 of the fmf page.
 * Immutable.
 *
 * <p>Every key of every clause is looked at, so a key that the data do not have is an error even
 * when another clause is true.
 */
public final class FmfFilter {

    private final String text;
    private final boolean patterns;
    private final boolean caseSensitive;
    private final @Nullable FmfPlace origin;
    private final List<FilterClause> clauses;
    private final Map<String, PythonPattern> compiled = new ConcurrentHashMap<>();

    private FmfFilter(
            String text, boolean patterns, boolean caseSensitive, @Nullable FmfPlace origin) {
        this.text = text;
        this.patterns = patterns;
        this.caseSensitive = caseSensitive;
        this.origin = origin;
        this.clauses = FilterClause.parse(caseSensitive ? text : text.toLowerCase(Locale.ROOT));
    }

    /** A filter that compares values as plain text, with regard to case. Any text is a filter. */
    public static FmfFilter of(String text) {
        return new FmfFilter(requireNonNull(text, "text"), false, true, null);
    }

    /** The same filter, whose values and names are regular expressions. */
    public FmfFilter withPatterns() {
        return new FmfFilter(text, true, caseSensitive, origin);
    }

    /** The same filter, in lower case and for data in lower case. */
    public FmfFilter ignoringCase() {
        return new FmfFilter(text, patterns, false, origin);
    }

    /** The same filter, which says about bad patterns that they were written here. */
    public FmfFilter writtenIn(FmfPlace place) {
        return new FmfFilter(text, patterns, caseSensitive, requireNonNull(place, "place"));
    }

    /**
     * Whether data without a node name pass. The empty filter passes all.
     *
     * @throws FmfFilterException if the data lack a key, or the filter asks for the name
     * @throws org.atex.fmf.error.FmfPatternException if a pattern is bad
     */
    public boolean matches(Map<?, ?> data) {
        return matches(data, Optional.empty());
    }

    /**
     * Whether the data of the node of this name pass. The empty filter passes all.
     *
     * @throws FmfFilterException if the data lack a key
     * @throws org.atex.fmf.error.FmfPatternException if a pattern is bad
     */
    public boolean matches(Map<?, ?> data, String name) {
        return matches(data, Optional.of(name));
    }

    private boolean matches(Map<?, ?> data, Optional<String> name) {
        if (text.isEmpty()) {
            return true;
        }
        FmfMap values = FmfValues.asMapping(data);
        Map<?, ?> keyed = caseSensitive ? values : inLowerCase(values);
        boolean any = false;
        for (FilterClause clause : clauses) {
            any |= matches(clause, keyed, name);
        }
        return any;
    }

    private static Map<String, @Nullable Object> inLowerCase(FmfMap data) {
        Map<String, @Nullable Object> lowered = new LinkedHashMap<>();
        data.forEach(
                (key, value) -> lowered.put(PythonText.str(key).toLowerCase(Locale.ROOT), value));
        return lowered;
    }

    private boolean matches(FilterClause clause, Map<?, ?> data, Optional<String> name) {
        for (String wanted : clause.names()) {
            if (!matchesName(wanted, name)) {
                return false;
            }
        }
        boolean all = true;
        for (Map.Entry<String, List<FilterClause.Values>> entry : clause.values().entrySet()) {
            List<String> texts = texts(data, entry.getKey(), name);
            for (FilterClause.Values values : entry.getValue()) {
                all &= anyAtom(values, texts, place(entry.getKey(), name));
            }
        }
        return all;
    }

    private boolean matchesName(String wanted, Optional<String> name) {
        if (name.isEmpty()) {
            throw new FmfFilterException(
                    "'%s' in filter '%s' asks for the name of a node".formatted(wanted, text),
                    FmfPlace.unknown());
        }
        return patterns
                ? compiled(wanted, FmfPlace.unknown()).search(name.get())
                : wanted.equals(name.get());
    }

    private List<String> texts(Map<?, ?> data, String key, Optional<String> name) {
        if (!data.containsKey(key)) {
            throw new FmfFilterException(
                    "filter '%s' asks for a key that the data do not have".formatted(text),
                    place(key, name));
        }
        Object value = data.get(key);
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> items) {
            items.forEach(item -> texts.add(textOf(item)));
        } else {
            texts.add(textOf(value));
        }
        return texts;
    }

    private String textOf(@Nullable Object value) {
        String printed = PythonText.str(value);
        return caseSensitive ? printed : printed.toLowerCase(Locale.ROOT);
    }

    private static FmfPlace place(String key, Optional<String> name) {
        return name.map(FmfPlace::inNode).orElse(FmfPlace.unknown()).withKey(key);
    }

    private boolean anyAtom(FilterClause.Values values, List<String> texts, FmfPlace place) {
        for (FilterClause.Atom atom : values.atoms()) {
            if (atom.negated() != matchesAny(atom.text(), texts, place)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesAny(String wanted, List<String> texts, FmfPlace place) {
        for (String each : texts) {
            boolean equal =
                    patterns
                            ? compiled("^" + wanted + "$", place).matchesStart(each)
                            : wanted.equals(each);
            if (equal) {
                return true;
            }
        }
        return false;
    }

    private PythonPattern compiled(String pattern, FmfPlace place) {
        FmfPlace written = origin == null ? place : origin;
        return compiled.computeIfAbsent(pattern, source -> PythonPattern.compile(source, written));
    }

    /** The text of the filter. */
    @Override
    public String toString() {
        return text;
    }
}
