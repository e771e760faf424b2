package org.atex.fmf.yaml;

import java.util.ArrayList;
import java.util.List;
import org.atex.fmf.value.FmfList;
import org.atex.fmf.value.FmfMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.Event;

/** What {@code <<} brings into a mapping: its keys come before the own ones, which win. */
final class MergeKeys {

    private MergeKeys() {}

    /** The keys of a mapping, or of a list of mappings of which the first wins and comes last. */
    static FmfMap merged(@Nullable Object value, Event key) {
        List<FmfMap> mappings = new ArrayList<>();
        if (value instanceof FmfList list) {
            list.forEach(item -> mappings.add(0, mapping(item, key)));
        } else {
            mappings.add(mapping(value, key));
        }
        FmfMap.Builder merged = new FmfMap.Builder();
        mappings.forEach(merged::putAll);
        return merged.build();
    }

    private static FmfMap mapping(@Nullable Object value, Event key) {
        if (value instanceof FmfMap map) {
            return map;
        }
        throw new WrongYaml("<< expects a mapping or a list of mappings", key.getStartMark());
    }

    static FmfMap together(FmfMap merged, FmfMap own) {
        return new FmfMap.Builder().putAll(merged).putAll(own).build();
    }
}
