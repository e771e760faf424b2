package org.atex.fmf.tree;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A tree of metadata, as found in a directory. Immutable; any number of threads may read it.
 *
 * <pre>{@code
 * FmfTree tree = FmfTree.load(Path.of("tests"));
 * for (FmfNode test : tree.climb(false, true)) {
 *     System.out.println(test.name() + " " + test.get("summary").orElse(""));
 * }
 * }</pre>
 */
public final class FmfTree {

    private final Path root;
    private final BigInteger version;
    private final FmfNode rootNode;

    private FmfTree(Path root, BigInteger version, FmfNode rootNode) {
        this.root = root;
        this.version = version;
        this.rootNode = rootNode;
    }

    /**
     * Reads the whole tree that this directory is part of: the nearest directory with a {@code
     * .fmf} in it, this one or one above.
     *
     * @throws org.atex.fmf.error.FmfRootException if there is no such directory
     * @throws org.atex.fmf.error.FmfFileException if the path is no directory, or a file cannot be
     *     read or is not YAML
     * @throws org.atex.fmf.error.FmfFormatException if metadata have the wrong form
     * @throws org.atex.fmf.error.FmfMergeException if a child cannot be merged with its parent
     * @throws org.atex.fmf.error.FmfGeneralException if {@code .fmf/config} cannot be used, or the
     *     metadata are too deep or too large
     */
    public static FmfTree load(Path start) {
        TreeRoot root = TreeRoot.find(requireNonNull(start, "start"));
        return new FmfTree(root.directory(), root.version(), new TreeReader(root).read());
    }

    /** The directory with {@code .fmf} in it. */
    public Path root() {
        return root;
    }

    /** The number in {@code .fmf/version}, whatever it is. */
    public BigInteger version() {
        return version;
    }

    /** The node called {@code /}. */
    public FmfNode rootNode() {
        return rootNode;
    }

    /**
     * The selected nodes, parents first.
     *
     * @param whole whether nodes that are not selected come too
     * @param sorted whether children come by name (by code point), rather than in the order of
     *     files
     */
    public List<FmfNode> climb(boolean whole, boolean sorted) {
        return rootNode.climb(whole, sorted);
    }

    /** The first node with exactly this name, branches included. */
    public Optional<FmfNode> find(String name) {
        return rootNode.find(name);
    }

    /**
     * The nodes that the query accepts.
     *
     * @throws org.atex.fmf.error.FmfException if the query cannot be answered for a node
     */
    public List<FmfNode> prune(NodeQuery query) {
        return rootNode.prune(query);
    }

    /**
     * An adjusted copy; this tree stays as it is.
     *
     * @throws org.atex.fmf.error.FmfException if the adjuster throws it
     */
    public FmfTree adjust(NodeAdjuster adjuster) {
        return new FmfTree(root, version, rootNode.adjust(adjuster));
    }

    /** The directory. */
    @Override
    public String toString() {
        return "fmf tree " + root;
    }
}
