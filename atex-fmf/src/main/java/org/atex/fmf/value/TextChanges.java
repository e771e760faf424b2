package org.atex.fmf.value;

import java.util.ArrayList;
import java.util.List;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfMergeException;
import org.atex.fmf.error.FmfPlace;
import org.jspecify.annotations.Nullable;

/**
 * The two merge suffixes that work with regular expressions: sections 5.3 and 5.4 of the fmf page.
 */
final class TextChanges {

    private final FmfPlace place;
    private final Budget budget;

    /** One {@code /pattern/replacement/}. */
    private record Rule(String pattern, String replacement) {}

    TextChanges(FmfPlace place, Budget budget) {
        this.place = place;
        this.budget = budget;
    }

    @Nullable Object substitute(@Nullable Object old, @Nullable Object value, String key) {
        Object changed = old;
        for (Rule rule : rules(value, key)) {
            changed = substitute(changed, rule, key);
        }
        return changed;
    }

    private Object substitute(@Nullable Object old, Rule rule, String key) {
        if (old instanceof String text) {
            return replaced(text, rule, key);
        }
        if (!(old instanceof FmfList items)) {
            throw new FmfMergeException(
                    "cannot substitute in %s, expected text or a list"
                            .formatted(Merger.shortened(old)),
                    place.withKey(key));
        }
        List<Object> changed = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw new FmfMergeException(
                        "cannot substitute in item %s, expected text"
                                .formatted(Merger.shortened(item)),
                        place.withKey(key));
            }
            changed.add(replaced(text, rule, key));
        }
        return FmfList.of(changed);
    }

    private String replaced(String text, Rule rule, String key) {
        String changed =
                PythonPattern.compile(rule.pattern(), place.withKey(key))
                        .replaceAll(text, rule.replacement());
        budget.spendText(changed.length());
        return changed;
    }

    private List<Rule> rules(@Nullable Object value, String key) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts(value, key)) {
            rules.add(rule(text, key));
        }
        return rules;
    }

    private Rule rule(String text, String key) {
        int first = text.isEmpty() ? 0 : Character.charCount(text.codePointAt(0));
        String delimiter = text.substring(0, first);
        boolean closed = text.length() >= 2 * first && text.endsWith(delimiter) && first > 0;
        String inside = closed ? text.substring(first, text.length() - first) : "";
        int middle = closed ? inside.indexOf(delimiter) : -1;
        if (middle <= 0 || inside.indexOf(delimiter, middle + first) >= 0) {
            throw new FmfFormatException(
                    "'%s' is no substitution, expected /pattern/replacement/".formatted(text),
                    place.withKey(key));
        }
        return new Rule(inside.substring(0, middle), inside.substring(middle + first));
    }

    @Nullable Object removeMatching(@Nullable Object old, @Nullable Object value, String key) {
        if (old instanceof FmfList items) {
            return FmfList.of(
                    items.stream()
                            .filter(item -> !matches(PythonText.str(item), value, key))
                            .toList());
        }
        if (old instanceof String text) {
            return matches(text, value, key) ? "" : text;
        }
        if (old instanceof FmfMap map) {
            return withoutMatchingKeys(map, value, key);
        }
        throw new FmfMergeException(
                "cannot remove by pattern from %s".formatted(Merger.shortened(old)),
                place.withKey(key));
    }

    private FmfMap withoutMatchingKeys(FmfMap map, @Nullable Object value, String key) {
        FmfMap rest = map.hasIdentity() ? map : map.copy(false);
        for (int slot = rest.size() - 1; slot >= 0; slot--) {
            if (matches(PythonText.str(rest.keyAt(slot)), value, key)) {
                rest.remove(slot);
            }
        }
        return rest;
    }

    private boolean matches(String text, @Nullable Object patterns, String key) {
        for (String pattern : texts(patterns, key)) {
            if (PythonPattern.compile(pattern, place.withKey(key)).search(text)) {
                return true;
            }
        }
        return false;
    }

    private List<String> texts(@Nullable Object value, String key) {
        if (value instanceof String text) {
            return List.of(text);
        }
        if (!(value instanceof FmfList items)) {
            throw notText(value, key);
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw notText(item, key);
            }
            texts.add(text);
        }
        return texts;
    }

    private FmfFormatException notText(@Nullable Object value, String key) {
        return new FmfFormatException(
                "%s is no text with a pattern".formatted(Merger.shortened(value)),
                place.withKey(key));
    }
}
