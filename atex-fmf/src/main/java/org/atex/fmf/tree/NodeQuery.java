package org.atex.fmf.tree;

/** Which nodes of a tree are wanted, and in which order. */
public interface NodeQuery {

    /** Whether branches are looked at too, rather than selected nodes only. */
    boolean whole();

    /** Whether children come sorted by name, rather than in the order of the files. */
    boolean sorted();

    /**
     * Whether this node is wanted.
     *
     * @throws org.atex.fmf.error.FmfException if that cannot be said, which ends the whole query
     */
    boolean accepts(FmfNode node);
}
