package org.atex.fmf.filter;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.atex.fmf.error.FmfFilterException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.NodeQuery;
import org.atex.fmf.value.PythonPattern;

/**
 * Which nodes of a tree are wanted: fmf's {@code prune}, section 9 of the fmf page. Immutable.
 *
 * <pre>{@code
 * tree.prune(FmfQuery.builder().keys("test").filters("tag: smoke & tag: -slow").build())
 * }</pre>
 *
 * <p>A node passes if it has all keys, its name is found by any of the names, it comes from any of
 * the sources, and all filters and all conditions hold. A filter or condition that asks for what
 * the node does not have drops it; every other trouble ends the query.
 */
public final class FmfQuery implements NodeQuery {

    private final boolean whole;
    private final boolean sorted;
    private final List<String> keys;
    private final List<String> names;
    private final Set<Path> sources;
    private final List<FmfFilter> filters;
    private final List<FmfCondition> conditions;
    private final Map<String, PythonPattern> compiled = new ConcurrentHashMap<>();

    private FmfQuery(Builder builder) {
        this.whole = builder.whole;
        this.sorted = builder.sorted;
        this.keys = List.copyOf(builder.keys);
        this.names = List.copyOf(builder.names);
        this.sources = Set.copyOf(builder.sources);
        this.filters = List.copyOf(builder.filters);
        this.conditions = List.copyOf(builder.conditions);
    }

    /** Collects what is wanted; what is not said does not matter. */
    public static final class Builder {

        private final List<String> keys = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final Set<Path> sources = new HashSet<>();
        private final List<FmfFilter> filters = new ArrayList<>();
        private final List<FmfCondition> conditions = new ArrayList<>();
        private boolean whole;
        private boolean sorted = true;

        private Builder() {}

        /** Branches too, rather than selected nodes only. */
        public Builder whole(boolean wanted) {
            this.whole = wanted;
            return this;
        }

        /** Children by name (the default), or in the order of the files. */
        public Builder sorted(boolean wanted) {
            this.sorted = wanted;
            return this;
        }

        /** Nodes that have all of these keys. */
        public Builder keys(String... wanted) {
            keys.addAll(List.of(wanted));
            return this;
        }

        /** Nodes in whose name any of these regular expressions is found. */
        public Builder names(String... patterns) {
            names.addAll(List.of(patterns));
            return this;
        }

        /** Nodes with data from any of these files. */
        public Builder sources(Path... files) {
            for (Path file : files) {
                sources.add(file.toAbsolutePath().normalize());
            }
            return this;
        }

        /** Nodes that pass all of these filters, whose values are regular expressions. */
        public Builder filters(String... wanted) {
            for (String filter : wanted) {
                filters.add(FmfFilter.of(filter).withPatterns());
            }
            return this;
        }

        /** Nodes that pass all of these filters, too. */
        public Builder filters(List<FmfFilter> wanted) {
            filters.addAll(wanted);
            return this;
        }

        /** Nodes for which all of these python expressions are true, see {@link FmfCondition}. */
        public Builder conditions(String... expressions) {
            for (String expression : expressions) {
                conditions.add(FmfCondition.of(expression));
            }
            return this;
        }

        /** The query. */
        public FmfQuery build() {
            return new FmfQuery(this);
        }
    }

    /** Starts a query that wants every selected node. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean whole() {
        return whole;
    }

    @Override
    public boolean sorted() {
        return sorted;
    }

    @Override
    public boolean accepts(FmfNode node) {
        return requireNonNull(node, "node").data().keySet().containsAll(keys)
                && hasName(node)
                && hasSource(node)
                && passes(node);
    }

    private boolean hasName(FmfNode node) {
        for (String name : names) {
            PythonPattern pattern =
                    compiled.computeIfAbsent(
                            name, n -> PythonPattern.compile(n, FmfPlace.unknown()));
            if (pattern.search(node.name())) {
                return true;
            }
        }
        return names.isEmpty();
    }

    private boolean hasSource(FmfNode node) {
        return sources.isEmpty() || node.sources().stream().anyMatch(sources::contains);
    }

    private boolean passes(FmfNode node) {
        try {
            boolean all = true;
            for (FmfFilter filter : filters) {
                all &= filter.matches(node.data(), node.name());
            }
            for (FmfCondition condition : all ? conditions : List.<FmfCondition>of()) {
                all &= condition.holds(node);
            }
            return all;
        } catch (FmfFilterException e) {
            return false;
        }
    }
}
