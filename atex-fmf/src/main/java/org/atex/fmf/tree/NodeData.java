package org.atex.fmf.tree;

import java.nio.file.Path;
import java.util.List;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.Identities;
import org.atex.fmf.value.Merger;
import org.atex.fmf.value.Sharing;
import org.jspecify.annotations.Nullable;

/** The data of a node while it is being adjusted. For the thread that adjusts only. */
public final class NodeData {

    private final String node;
    private final FmfPlace place;
    private final Budget budget;
    private FmfMap values;

    NodeData(FmfNode original, FmfMap values, Budget budget) {
        this.node = original.name();
        this.place = placeOf(original.name(), original.sources());
        this.budget = budget;
        this.values = values;
    }

    static FmfPlace placeOf(String node, List<Path> sources) {
        FmfPlace place = FmfPlace.inNode(node);
        return sources.isEmpty() ? place : place.withFile(sources.get(sources.size() - 1));
    }

    FmfMap values() {
        return values;
    }

    /** The name of the node. */
    public String node() {
        return node;
    }

    /** The node and its last file, for messages. */
    public FmfPlace place() {
        return place;
    }

    /** What may be added to the memory. */
    public Budget budget() {
        return budget;
    }

    /** Whether there is such a key; its value may be null. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a key; null also if there is no such key. */
    public @Nullable Object get(String key) {
        return values.get(key);
    }

    /**
     * Merges a mapping into the data, suffixes and all: section 5 of the fmf page.
     *
     * @throws org.atex.fmf.error.FmfException if that cannot be done
     */
    public void merge(FmfMap source) {
        values = new Merger(place, budget).merge(values, source);
    }

    /**
     * Whether merging the source would make {@link #share} necessary, if the source is a part of
     * this key's value.
     */
    public boolean needsSharing(String key, FmfMap source) {
        return Sharing.changes(source, key) || Sharing.wouldShare(values, source);
    }

    /**
     * Prepares for parts of this key's value to lie in other keys too, as python's objects do: from
     * now on, whoever merges into one place changes the other.
     *
     * @return the value, equal to the one before
     */
    public @Nullable Object share(String key) {
        Object shared = Identities.of(values.get(key), budget);
        values = values.with(key, shared);
        return shared;
    }
}
