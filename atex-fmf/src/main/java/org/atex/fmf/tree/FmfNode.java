package org.atex.fmf.tree;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.Python;
import org.jspecify.annotations.Nullable;

/**
 * One object of a tree: a name, inherited data, and children. Nobody can change it, so any number
 * of threads may read it.
 *
 * <p>Data are plain Java values, see {@link org.atex.fmf.value}: null, Boolean, BigInteger, Double,
 * String, LocalDate, LocalDateTime, FmfBytes, and unmodifiable Lists, Sets and Maps, which keep the
 * order of their files.
 */
public final class FmfNode {

    private static final Comparator<FmfNode> BY_NAME =
            Comparator.comparing(FmfNode::childName, Python.byCodePoint());

    private final String name;
    private final String childName;
    private final @Nullable FmfNode parent;
    private final Path root;
    private final FmfMap data;
    private final List<Path> sources;
    private final @Nullable Boolean select;
    private Map<String, FmfNode> children = Map.of();
    private List<FmfNode> sortedChildren = List.of();

    /** What a node is made of, but for its children. */
    record Parts(
            String name,
            String childName,
            Path root,
            FmfMap data,
            List<Path> sources,
            @Nullable Boolean select) {}

    FmfNode(Parts parts, @Nullable FmfNode parent) {
        this.name = parts.name();
        this.childName = parts.childName();
        this.root = parts.root();
        this.data = parts.data();
        this.sources = parts.sources();
        this.select = parts.select();
        this.parent = parent;
    }

    /** Called once, before anybody else sees the node. */
    void adopt(Map<String, FmfNode> children) {
        if (!children.isEmpty()) {
            this.children = Collections.unmodifiableMap(children);
            this.sortedChildren = children.values().stream().sorted(BY_NAME).toList();
        }
    }

    FmfNode withData(FmfMap changed, @Nullable FmfNode newParent) {
        return new FmfNode(new Parts(name, childName, root, changed, sources, select), newParent);
    }

    FmfMap values() {
        return data;
    }

    private String childName() {
        return childName;
    }

    /** The full name: {@code /} for the root, {@code /core/login} below. */
    public String name() {
        return name;
    }

    /** The node above, nothing for the root. */
    public Optional<FmfNode> parent() {
        return Optional.ofNullable(parent);
    }

    /** The directory of the tree, the one with {@code .fmf} in it. */
    public Path root() {
        return root;
    }

    /** The data with everything inherited, in order. Unmodifiable; values may be null. */
    @SuppressWarnings("unchecked") // top-level keys are text: reading and merging refuse all others
    public Map<String, @Nullable Object> data() {
        return (Map<String, @Nullable Object>) (Map<?, ?>) data;
    }

    /** The files that the data came from, absolute, those of the parents first. */
    public List<Path> sources() {
        return sources;
    }

    /** The children by their own names, in the order in which they were found. */
    public Map<String, FmfNode> children() {
        return children;
    }

    /** Whether there are no children. */
    public boolean isLeaf() {
        return children.isEmpty();
    }

    /**
     * Whether it is walked without asking for whole trees: the directive {@code select}, else
     * leaves.
     */
    public boolean isSelected() {
        return select == null ? isLeaf() : select;
    }

    /**
     * A value of the data, or of a mapping inside them.
     *
     * @param path the key, then the key inside its value, and so on
     * @return the value; nothing if there is no such key, or its value is null
     */
    public Optional<Object> get(String... path) {
        Object value = data;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return Optional.ofNullable(value);
    }

    /** Whether there is such a key in the data; its value may be null. */
    public boolean has(String key) {
        return data.containsKey(key);
    }

    /**
     * This node and all below that are selected, parents first.
     *
     * @param whole whether nodes that are not selected come too
     * @param sorted whether children come by name (by code point), rather than in the order of
     *     files
     */
    public List<FmfNode> climb(boolean whole, boolean sorted) {
        List<FmfNode> nodes = new ArrayList<>();
        climb(whole, sorted, nodes);
        return nodes;
    }

    private void climb(boolean whole, boolean sorted, List<FmfNode> nodes) {
        if (whole || isSelected()) {
            nodes.add(this);
        }
        for (FmfNode child : sorted ? sortedChildren : children.values()) {
            child.climb(whole, sorted, nodes);
        }
    }

    /** The first node of this subtree with exactly this name, branches included. */
    public Optional<FmfNode> find(String name) {
        if (this.name.equals(name)) {
            return Optional.of(this);
        }
        return sortedChildren.stream()
                .filter(child -> name.startsWith(child.name))
                .flatMap(child -> child.find(name).stream())
                .findFirst();
    }

    /**
     * The nodes of this subtree that the query accepts.
     *
     * @throws org.atex.fmf.error.FmfException if the query cannot be answered for a node
     */
    public List<FmfNode> prune(NodeQuery query) {
        return climb(query.whole(), query.sorted()).stream().filter(query::accepts).toList();
    }

    /**
     * An adjusted copy of this subtree. This one stays as it is; the copy has the same parent.
     *
     * @throws org.atex.fmf.error.FmfException if the adjuster throws it
     */
    public FmfNode adjust(NodeAdjuster adjuster) {
        return new Adjustment(adjuster).of(this);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
