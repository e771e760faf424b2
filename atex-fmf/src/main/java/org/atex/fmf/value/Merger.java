package org.atex.fmf.value;

import java.util.ArrayList;
import java.util.List;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfMergeException;
import org.atex.fmf.error.FmfPlace;
import org.jspecify.annotations.Nullable;

/**
 * Merges mappings as fmf does, suffixes and all: section 5 of the fmf page.
 *
 * <p>Only mappings with an identity are changed in place; of all others changed copies are made.
 */
public final class Merger {

    private final FmfPlace place;
    private final Budget budget;
    private final TextChanges texts;

    /**
     * Makes one for one node.
     *
     * @param place the node, for messages
     * @param budget what merging may add to the memory
     */
    public Merger(FmfPlace place, Budget budget) {
        this.place = place;
        this.budget = budget;
        this.texts = new TextChanges(place, budget);
    }

    /**
     * The target with the source merged into it. If the target has an identity, it is the target
     * itself, changed.
     *
     * @throws FmfMergeException if a value cannot be merged into the one it should change
     * @throws FmfFormatException if a key or a substitution rule is wrong
     */
    public FmfMap merge(FmfMap target, FmfMap source) {
        if (source.isEmpty()) {
            return target;
        }
        FmfMap result = target.hasIdentity() ? target : target.copy(false);
        int size = source.size();
        budget.spend(target.size() + (long) size);
        for (int slot = 0; slot < size; slot++) {
            apply(result, source.keyAt(slot), source.valueAt(slot));
            if (source.size() != size) {
                throw new FmfFormatException("a mapping is merged into itself", place);
            }
        }
        return result;
    }

    private void apply(FmfMap target, @Nullable Object key, @Nullable Object value) {
        if (!(key instanceof String name)) {
            throw new FmfFormatException(
                    "key %s is not text, and only text keys can be merged"
                            .formatted(PythonText.repr(key)),
                    place);
        }
        Suffix suffix = Suffix.of(name);
        if (suffix == null) {
            target.set(name, value);
        } else {
            change(target, suffix, suffix.strip(name), value);
        }
    }

    private void change(FmfMap target, Suffix suffix, String key, @Nullable Object value) {
        int slot = target.slot(key);
        boolean adds = suffix == Suffix.ADD || suffix == Suffix.ADD_IN_FRONT;
        if (slot < 0) {
            if (adds) {
                target.set(key, value);
            }
            return;
        }
        Object old = target.valueAt(slot);
        Object changed =
                switch (suffix) {
                    case ADD -> add(old, value, false, key);
                    case ADD_IN_FRONT -> add(old, value, true, key);
                    case REDUCE -> reduce(old, value, key);
                    case SUBSTITUTE -> texts.substitute(old, value, key);
                    case REMOVE_MATCHING -> texts.removeMatching(old, value, key);
                };
        target.set(key, changed);
    }

    private @Nullable Object add(
            @Nullable Object old, @Nullable Object value, boolean inFront, String key) {
        if (old instanceof FmfList items && value instanceof FmfMap map) {
            return intoEach(items, map, key);
        }
        if (old instanceof FmfMap map && value instanceof FmfList items) {
            return oneForEach(map, items, key);
        }
        if (old instanceof FmfMap target && value instanceof FmfMap source) {
            return merge(target, source);
        }
        return inFront ? sum(value, old, key) : sum(old, value, key);
    }

    private FmfList intoEach(FmfList items, FmfMap map, String key) {
        boolean shared = items.size() > 1 && map.values().stream().anyMatch(FmfValues::hasMapping);
        FmfMap source = shared && Identities.of(map, budget) instanceof FmfMap m ? m : map;
        List<Object> merged = new ArrayList<>(items.size());
        for (Object item : items) {
            merged.add(merge(mapping(item, key), source));
        }
        return FmfList.of(merged);
    }

    private FmfList oneForEach(FmfMap map, FmfList items, String key) {
        List<Object> merged = new ArrayList<>(items.size());
        for (Object item : items) {
            merged.add(merge(new Copies(budget).of(map), mapping(item, key)));
        }
        return FmfList.of(merged);
    }

    private FmfMap mapping(@Nullable Object item, String key) {
        if (item instanceof FmfMap map) {
            return map;
        }
        throw new FmfMergeException(
                "item %s must be a mapping".formatted(shortened(item)), place.withKey(key));
    }

    private Object sum(@Nullable Object a, @Nullable Object b, String key) {
        if (a instanceof FmfList one && b instanceof FmfList other) {
            budget.spend(one.size() + (long) other.size());
            return one.plus(other);
        }
        if (a instanceof String one && b instanceof String other) {
            budget.spendText(one.length() + (long) other.length());
            return one.concat(other);
        }
        if (PythonNumber.isNumber(a) && PythonNumber.isNumber(b)) {
            return PythonNumber.add(a, b);
        }
        throw wrongTypes("add", b, a, key);
    }

    private @Nullable Object reduce(@Nullable Object old, @Nullable Object value, String key) {
        if (PythonNumber.isNumber(old) && PythonNumber.isNumber(value)) {
            return PythonNumber.subtract(old, value);
        }
        if (old instanceof String text && value instanceof String pattern) {
            return PythonPattern.compile(pattern, place.withKey(key)).replaceAll(text, "");
        }
        if (old instanceof FmfList items && value instanceof FmfList unwanted) {
            return withoutItems(items, unwanted);
        }
        if (old instanceof FmfMap map && value instanceof FmfList keys) {
            return withoutKeys(map, keys, key);
        }
        throw wrongTypes("subtract", value, old, key);
    }

    private FmfList withoutItems(FmfList items, FmfList unwanted) {
        FmfMap.Builder scalars = new FmfMap.Builder();
        unwanted.stream().filter(Python::isKey).forEach(item -> scalars.put(item, true));
        List<Object> others = unwanted.stream().filter(item -> !Python.isKey(item)).toList();
        budget.spend(items.size() * (1L + others.size()));
        FmfMap known = scalars.build();
        return FmfList.of(
                items.stream()
                        .filter(
                                item ->
                                        Python.isKey(item)
                                                ? !Python.hasKey(known, item)
                                                : !Python.contains(others, item))
                        .toList());
    }

    private FmfMap withoutKeys(FmfMap map, FmfList unwanted, String key) {
        FmfMap rest = map.hasIdentity() ? map : map.copy(false);
        for (Object each : unwanted) {
            if (!Python.isKey(each)) {
                throw new FmfMergeException(
                        "%s cannot be a key".formatted(shortened(each)), place.withKey(key));
            }
            int slot = rest.slot(each);
            if (slot >= 0) {
                rest.remove(slot);
            }
        }
        return rest;
    }

    private FmfMergeException wrongTypes(
            String verb, @Nullable Object value, @Nullable Object old, String key) {
        return new FmfMergeException(
                "cannot %s %s and %s".formatted(verb, shortened(value), shortened(old)),
                place.withKey(key));
    }

    static String shortened(@Nullable Object value) {
        if (value instanceof FmfMap) {
            return "a mapping";
        }
        if (value instanceof FmfList) {
            return "a list";
        }
        String text = PythonText.repr(value);
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
