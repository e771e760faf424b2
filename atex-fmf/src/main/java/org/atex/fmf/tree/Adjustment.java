package org.atex.fmf.tree;

import java.util.LinkedHashMap;
import java.util.Map;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.Copies;
import org.atex.fmf.value.Extent;
import org.jspecify.annotations.Nullable;

/**
 * Makes one adjusted copy of a subtree. Mappings that nodes share by alias are shared in it too.
 */
final class Adjustment {

    private final NodeAdjuster adjuster;
    private final Budget budget = Budget.ofThisProcess();
    private final Copies copies = new Copies(budget);

    Adjustment(NodeAdjuster adjuster) {
        this.adjuster = adjuster.forOneTree();
    }

    FmfNode of(FmfNode top) {
        try {
            FmfNode adjusted = copy(top, top.parent().orElse(null));
            for (FmfNode node : adjusted.climb(true, false)) {
                Extent.complete(node.values(), NodeData.placeOf(node.name(), node.sources()));
            }
            return adjusted;
        } catch (StackOverflowError e) {
            throw new FmfGeneralException(
                    "data are nested too deeply", FmfPlace.inNode(top.name()), e);
        }
    }

    private FmfNode copy(FmfNode original, @Nullable FmfNode parent) {
        budget.workingOn(NodeData.placeOf(original.name(), original.sources()));
        NodeData data = new NodeData(original, copies.of(original.values()), budget);
        adjuster.adjust(original, data);
        FmfNode adjusted = original.withData(data.values(), parent);
        Map<String, FmfNode> children = new LinkedHashMap<>();
        original.children().forEach((name, child) -> children.put(name, copy(child, adjusted)));
        adjusted.adopt(children);
        return adjusted;
    }
}
