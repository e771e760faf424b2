package org.atex.fmf.tree;

/** Changes the data of nodes, one after the other, parents before their children. */
@FunctionalInterface
public interface NodeAdjuster {

    /**
     * Changes the data of one node.
     *
     * @param original the node as it was before
     * @param data its data, to be changed; valid during the call only
     * @throws org.atex.fmf.error.FmfException if it cannot be done, which ends the adjusting
     */
    void adjust(FmfNode original, NodeData data);

    /** The adjuster for one tree; called once for each. By default this one. */
    default NodeAdjuster forOneTree() {
        return this;
    }
}
