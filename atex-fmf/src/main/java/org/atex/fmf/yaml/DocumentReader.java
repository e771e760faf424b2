package org.atex.fmf.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.FmfList;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.FmfValues;
import org.atex.fmf.value.Identities;
import org.atex.fmf.value.Python;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Turns the events of one document straight into values. */
final class DocumentReader {

    private static final int DEEPEST = 500;
    private static final long MOST_UNFOLDED = 1_000_000;
    private static final int SMALLEST_BUFFER = 1024;
    private static final int LARGEST_BUFFER = 256 * 1024;

    private final Parser events;
    private final Map<String, String> knownKeys;
    private final Budget budget;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private boolean aliased;
    private int depth;
    private int deepest;
    private long values;
    private long unfolded;

    /**
     * What an anchor names.
     *
     * @param value the value; unknown until its end was read
     * @param complete whether the end was read
     * @param values how many values it unfolds to
     * @param height how deep it is
     */
    private record Anchored(@Nullable Object value, boolean complete, long values, int height) {}

    DocumentReader(String text, boolean withLines, Map<String, String> knownKeys, Budget budget) {
        LoadSettings settings = settings(withLines, text.length());
        this.events = new ParserImpl(settings, new StreamReader(settings, text));
        this.knownKeys = knownKeys;
        this.budget = budget;
    }

    /** The buffer matters: the library copies all of a long scalar whenever it fills it again. */
    private static LoadSettings settings(boolean marks, int length) {
        return LoadSettings.builder()
                .setBufferSize(Math.max(SMALLEST_BUFFER, Math.min(length + 1, LARGEST_BUFFER)))
                .setUseMarks(marks)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setVersionFunction(DocumentReader::knownVersion)
                .build();
    }

    private static SpecVersion knownVersion(SpecVersion version) {
        if (version.getMajor() != 1 || version.getMinor() < 1 || version.getMinor() > 2) {
            throw new YamlVersionException(version);
        }
        return version;
    }

    /** The value of the only document; null if there is none. */
    @Nullable Object document() {
        events.next();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return null;
        }
        events.next();
        Object value = value(events.next());
        events.next();
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw wrong("expected a single document, but found another one", end);
        }
        return aliased ? Identities.ofAliased(value, budget) : value;
    }

    private @Nullable Object value(Event event) {
        if (event instanceof ScalarEvent scalar) {
            values++;
            return named(scalar, Scalars.value(scalar));
        }
        if (event instanceof AliasEvent alias) {
            return aliasedValue(alias);
        }
        if (event instanceof CollectionStartEvent start) {
            return collection(start);
        }
        throw wrong("unexpected " + event, event);
    }

    private @Nullable Object named(NodeEvent event, @Nullable Object value) {
        event.getAnchor().ifPresent(a -> anchors.put(a, new Anchored(value, true, 1, 0)));
        return value;
    }

    private @Nullable Object aliasedValue(AliasEvent alias) {
        Anchored known = anchors.get(alias.getAlias());
        if (known == null) {
            throw wrong("found undefined alias '" + alias.getAlias() + "'", alias);
        }
        if (!known.complete()) {
            throw wrong("'" + alias.getAlias() + "' contains itself", alias);
        }
        values += known.values();
        unfolded += known.values();
        if (unfolded > MOST_UNFOLDED) {
            throw wrong("aliases unfold to more than " + MOST_UNFOLDED + " values", alias);
        }
        tooDeep(depth + known.height(), alias);
        aliased |= !Python.isKey(known.value());
        return known.value();
    }

    private void tooDeep(int reached, Event event) {
        deepest = Math.max(deepest, reached);
        if (reached > DEEPEST) {
            throw wrong("nested more than " + DEEPEST + " levels", event);
        }
    }

    private @Nullable Object collection(CollectionStartEvent start) {
        depth++;
        tooDeep(depth, start);
        Optional<Anchor> anchor = start.getAnchor();
        anchor.ifPresent(a -> anchors.put(a, new Anchored(null, false, 0, 0)));
        int deepestBefore = deepest;
        long valuesBefore = values;
        deepest = depth;
        Object value = content(start);
        int height = deepest - depth + 1;
        long size = values - valuesBefore + 1;
        anchor.ifPresent(a -> anchors.put(a, new Anchored(value, true, size, height)));
        deepest = Math.max(deepest, deepestBefore);
        values++;
        depth--;
        return value;
    }

    private @Nullable Object content(CollectionStartEvent start) {
        String tag = start.getTag().orElse("!");
        if (start instanceof SequenceStartEvent) {
            return switch (tag) {
                case "!", Tags.SEQ -> sequence();
                case Tags.OMAP -> orderedMapping(start);
                default -> throw wrong("a list cannot have the tag " + tag, start);
            };
        }
        MappingStartEvent mapping = (MappingStartEvent) start;
        return switch (tag) {
            case "!", Tags.MAP -> mapping(mapping);
            case Tags.SET -> FmfValues.setOf(mapping(mapping).keySet());
            default -> throw wrong("a mapping cannot have the tag " + tag, start);
        };
    }

    private FmfList sequence() {
        List<@Nullable Object> items = new ArrayList<>();
        Event next = events.next();
        while (next.getEventId() != Event.ID.SequenceEnd) {
            items.add(value(next));
            next = events.next();
        }
        return FmfList.of(items);
    }

    private FmfMap orderedMapping(Event start) {
        FmfMap.Builder pairs = new FmfMap.Builder();
        for (Object item : sequence()) {
            if (!(item instanceof FmfMap pair) || pair.size() != 1) {
                throw wrong("an ordered mapping is a list of mappings with one key each", start);
            }
            Object key = pair.keySet().iterator().next();
            if (pairs.has(key)) {
                throw wrong("found duplicate key " + key, start);
            }
            pairs.putAll(pair);
        }
        return pairs.build();
    }

    private FmfMap mapping(MappingStartEvent start) {
        FmfMap.Builder own = new FmfMap.Builder();
        FmfMap merged = FmfMap.empty();
        Event next = events.next();
        while (next.getEventId() != Event.ID.MappingEnd) {
            if (Scalars.isMergeKey(next)) {
                if (!merged.isEmpty()) {
                    throw wrong("found duplicate key <<", next);
                }
                merged = MergeKeys.merged(value(events.next()), next);
                aliased = true;
            } else {
                pair(start, next, own);
            }
            next = events.next();
        }
        return merged.isEmpty() ? own.build() : MergeKeys.together(merged, own.build());
    }

    private void pair(MappingStartEvent start, Event keyEvent, FmfMap.Builder own) {
        Object key = key(keyEvent);
        if (has(own, key, keyEvent)) {
            throw wrong("found duplicate key '" + key + "'", keyEvent);
        }
        Event valueEvent = events.next();
        if (start.isFlow() && Scalars.isPlainWithColon(keyEvent) && Scalars.isEmpty(valueEvent)) {
            throw wrong("found unexpected ':', a blank is missing behind it", keyEvent);
        }
        own.put(key, value(valueEvent));
    }

    private static boolean has(FmfMap.Builder own, @Nullable Object key, Event event) {
        try {
            return own.has(key);
        } catch (FmfGeneralException e) {
            throw wrong("a mapping has keys made to collide", event);
        }
    }

    private @Nullable Object key(Event event) {
        Object key = Scalars.isValueKey(event) ? "=" : value(event);
        if (!Python.isKey(key)) {
            throw wrong("a list or mapping cannot be a key", event);
        }
        if (key instanceof String text) {
            String known = knownKeys.putIfAbsent(text, text);
            return known == null ? text : known;
        }
        return key;
    }

    private static WrongYaml wrong(String what, Event event) {
        return new WrongYaml(what, event.getStartMark());
    }
}
